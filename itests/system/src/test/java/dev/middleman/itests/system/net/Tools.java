package dev.middleman.itests.system.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test borrows from the machine: programs that may be missing, and root. Stateless.
 *
 * <p>A test that lacks something skips and says which Debian package brings it.
 */
public final class Tools {

    private static final long COMMAND_LIMIT_SECONDS = 20;
    private static final Map<String, String> PACKAGES = Map.of(
            "ip",
            "iproute2",
            "ss",
            "iproute2",
            "nft",
            "nftables",
            "systemd-analyze",
            "systemd",
            "wg",
            "wireguard-tools",
            "ping",
            "iputils-ping");

    private Tools() {}

    /** Skips the test unless all these programs are installed. */
    public static void need(String... programs) {
        for (String program : programs) {
            Assumptions.assumeTrue(
                    installed(program),
                    () -> "skipped: needs " + program + " (Debian package " + PACKAGES.getOrDefault(program, program)
                            + ")");
        }
    }

    /** Skips the test unless this device is there, which some containers lack. */
    public static void needDevice(String device) {
        Assumptions.assumeTrue(Files.isReadable(Path.of(device)), () -> "skipped: needs " + device);
    }

    /** Skips the test unless it may make network namespaces and capture in them. */
    public static void needNamespaces() {
        need("ip");
        Assumptions.assumeTrue(
                namespacesAllowed(),
                "skipped: needs root (CAP_NET_ADMIN, CAP_SYS_ADMIN) to make network namespaces of its own");
    }

    /** Whether network namespaces can be made here: tried, not guessed from the user's name. */
    public static boolean namespacesAllowed() {
        return Allowed.NAMESPACES;
    }

    static boolean installed(String program) {
        return Arrays.stream((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /**
     * Runs a short command to its end.
     *
     * @return what it printed, both streams
     * @throws IllegalStateException when its status is not 0, with what it printed
     */
    public static String run(String... command) {
        Result result = attempt(List.of(command));
        if (result.status() != 0) {
            throw new IllegalStateException(
                    String.join(" ", command) + " -> status " + result.status() + ": " + result.output());
        }
        return result.output();
    }

    record Result(int status, String output) {}

    static Result attempt(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(COMMAND_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command) + " does not end");
            }
            return new Result(process.exitValue(), output);
        } catch (IOException failure) {
            throw new UncheckedIOException(String.join(" ", command), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static final class Allowed {

        static final boolean NAMESPACES = probe();

        private static boolean probe() {
            if (!installed("ip")) {
                return false;
            }
            String name = NamespaceSite.PREFIX + ProcessHandle.current().pid() + "-probe";
            boolean made = attempt(List.of("ip", "netns", "add", name)).status() == 0;
            // Entering one needs more than making one (a read-only /sys in some containers refuses it).
            boolean entered = made
                    && attempt(List.of("ip", "netns", "exec", name, "ip", "link", "set", "lo", "up"))
                                    .status()
                            == 0;
            if (made) {
                attempt(List.of("ip", "netns", "del", name));
            }
            return entered;
        }
    }
}
