package dev.middleman.launcher;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Turns SIGINT and SIGTERM into a stop in good order, and that into an exit status. Thread-safe.
 *
 * <p>The virtual machine would report 128 plus the signal's number even after a perfect stop, which service managers take
 * for a crash; so the hook, being the last to do anything, ends it with the given status. When the program ends by itself
 * the container is closed already and the status stays.
 */
final class GracefulStop {

    private static volatile boolean underWay;

    private final int status;
    private final Queue<TemporaryFolder> folders = new ConcurrentLinkedQueue<>();
    private volatile Container container;

    private GracefulStop(int status) {
        this.status = status;
    }

    /** Installs the hook. Before there is a container, a signal deletes the folders only. */
    static GracefulStop onSignal(int status) {
        GracefulStop stop = new GracefulStop(status);
        Runtime.getRuntime().addShutdownHook(new Thread(stop::stop, "middleman-stop"));
        return stop;
    }

    /** Whether a signal came: what fails from now on fails because of it. */
    static boolean isUnderWay() {
        return underWay;
    }

    void deletes(TemporaryFolder folder) {
        folders.add(folder);
    }

    void closes(Container started) {
        container = started;
    }

    private void stop() {
        Container running = container;
        if (running != null && running.isClosed()) {
            return;
        }
        underWay = true;
        try {
            if (running != null) {
                running.close();
            }
            folders.forEach(TemporaryFolder::close);
        } finally {
            if (running != null) {
                Runtime.getRuntime().halt(status);
            }
        }
    }
}
