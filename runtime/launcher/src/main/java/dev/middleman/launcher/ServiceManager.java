package dev.middleman.launcher;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What started this process and wants to know when it is ready: systemd, where the unit is of {@code Type=notify}. Told by its own
 * program, since Java has no sockets of the kind that sd_notify(3) takes.
 */
final class ServiceManager {

    private static final String SOCKET = "NOTIFY_SOCKET";
    private static final String PROGRAM = "systemd-notify";
    private static final long LIMIT_SECONDS = 10;

    private ServiceManager() {}

    /**
     * Says that the node is ready; does nothing where nobody wants to know.
     *
     * @param status one line for who asks how the service is
     * @return why it could not be told, if so
     */
    static Optional<String> ready(String status, Map<String, String> environment) {
        if (!environment.containsKey(SOCKET)) {
            return Optional.empty();
        }
        try {
            Process process = new ProcessBuilder(PROGRAM, "--ready", "--status=" + status)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            if (process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue() == 0
                        ? Optional.empty()
                        : Optional.of(PROGRAM + " ended with " + process.exitValue());
            }
            process.destroyForcibly();
            return Optional.of(PROGRAM + " does not end");
        } catch (IOException notThere) {
            return Optional.of(PROGRAM + " cannot be started");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
