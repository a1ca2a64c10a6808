package dev.middleman.launcher;

/** Turns SIGINT and SIGTERM into a stop in good order, and that into exit status 0. */
final class GracefulStop {

    private GracefulStop() {}

    /**
     * Installs the hook. The virtual machine would report 128 plus the signal's number even after a perfect stop, which
     * service managers take for a crash; so the hook, being the last to do anything, ends it with its own status. When
     * the program ends by itself the container is closed already and the status stays.
     */
    static void onSignal(Container container) {
        Runtime runtime = Runtime.getRuntime();
        runtime.addShutdownHook(new Thread(
                () -> {
                    if (!container.isClosed()) {
                        container.close();
                        runtime.halt(0);
                    }
                },
                "middleman-stop"));
    }
}
