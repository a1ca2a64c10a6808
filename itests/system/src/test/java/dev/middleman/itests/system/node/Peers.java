package dev.middleman.itests.system.node;

import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;

/** {@code middleman peer ...} as processes on hosts. Confined to the test's thread. */
public final class Peers {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final String READY = "\"event\":\"ready\"";

    private final Path folder;
    private final Path realm;

    /**
     * @param folder where keys are written
     * @param realm the realm's document
     */
    public Peers(Path folder, Path realm) {
        this.folder = folder;
        this.realm = realm;
    }

    /** Makes a key and tells the pid that it has in the realm. */
    public String newId(String name) {
        return Distribution.shared()
                .ask(folder, "peer", "id", "--new", "--key", key(name), "--realm", realm.toString())
                .get(0);
    }

    /** The realm's document. */
    public Path realm() {
        return realm;
    }

    /** Where the key of this name is. */
    public String key(String name) {
        return folder.resolve(name + ".pem").toString();
    }

    /** Starts a shim that hands what callers send to a local program; waits until it can be called. */
    public Program listen(Host host, String to, String... more) {
        Program listener = start(host, "listen", key(host.name()), List.of("--to", to, "--plain"), more);
        listener.awaitLine(READY, LIMIT);
        return listener;
    }

    /** Starts a shim that puts a local port in the place of the called peer's program; waits until there is a line. */
    public Program call(Host host, String pid, String... more) {
        Program caller = start(host, "call", null, List.of(pid, "--local", "127.0.0.1:0", "--plain"), more);
        caller.awaitLine(READY, LIMIT);
        return caller;
    }

    /** Where an agent says that its program has to send. */
    public static String relay(Program agent) {
        return agent.awaitLine("\"event\":\"relay\".*\"endpoint\":\"([^\"]+)\"", LIMIT)
                .group(1);
    }

    /** Starts {@code peer listen} or {@code peer call}; with a key of its own if there is one. */
    public Program start(Host host, String command, String key, List<String> options, String... more) {
        List<String> arguments = new ArrayList<>(List.of("peer", command, "--json", "--realm", realm.toString()));
        if (key != null) {
            arguments.addAll(List.of("--key", key));
        }
        arguments.addAll(options);
        arguments.addAll(List.of(more));
        return host.start("peer " + command, Distribution.shared().command(arguments.toArray(String[]::new)));
    }

    /** Where programs on the caller's host reach the other peer's program. */
    public static String local(Program caller) {
        Matcher ready = caller.awaitLine(READY + ".*\"local\":(\\d+)", LIMIT);
        return "127.0.0.1:" + ready.group(1);
    }
}
