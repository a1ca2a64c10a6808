package dev.middleman.itests.system.pages;

import java.util.List;
import java.util.regex.Pattern;

/** What makes a piece of text a command. The names of programs by themselves are none, nor are settings, files and options. */
final class Commands {
    /** That are typed with a word behind them. */
    private static final List<String> PROGRAMS = List.of(
            "(?:bin/|runtime/)?middleman",
            "peer",
            "benchmarks/run",
            "(?:docs/)?tutorial/\\S+\\.sh",
            "apt-get",
            "bash|sh",
            "coap-client(?:-openssl)?",
            "curl",
            "git",
            "jar|java|javac|jcmd|keytool",
            "mvn",
            "nft|conntrack",
            "node|npm|npx",
            "openssl",
            "podman|docker",
            "sha256sum",
            "ss|tcpdump|strace",
            "sudo",
            "sysctl|ulimit",
            "systemctl|systemd-analyze|journalctl",
            "wg");

    /** A shell's commands, such as {@code felix:update}, whichever scope they have. */
    private static final String OF_SHELL = "[a-z]+:[a-z][a-z-]*(?: .*)?";

    /** What is said about measurements leaves the program out. */
    private static final String OF_BENCHMARKS = "--(?:only|yardstick|relays|against|peers) \\S.*";

    private static final Pattern COMMAND =
            Pattern.compile("(?:" + String.join("|", PROGRAMS) + ") \\S.*|\\.ci/.*|" + OF_SHELL + "|" + OF_BENCHMARKS);

    private Commands() {}

    static boolean is(String text) {
        return COMMAND.matcher(text).matches();
    }
}
