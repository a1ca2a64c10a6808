package dev.middleman.transport.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.opentest4j.TestAbortedException;

/**
 * A network namespace with a loopback of its own: for one thread, for those that it starts and for its child processes, and
 * gone with them.
 */
final class Namespace {
    private static final int CLONE_NEWNET = 0x4000_0000;

    private Namespace() {}

    interface Work {
        void run() throws Throwable;
    }

    /** Runs the work in a new namespace; the test is skipped where the system does not allow one. */
    static void run(Work work) throws Throwable {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread inside = new Thread(
                () -> {
                    try {
                        enter();
                        ip("link set lo up");
                        work.run();
                        done.complete(null);
                    } catch (Throwable e) {
                        done.completeExceptionally(e);
                    }
                },
                "namespace");
        inside.start();
        try {
            done.join();
        } catch (CompletionException e) {
            throw e.getCause();
        }
    }

    @SuppressWarnings("restricted")
    private static void enter() throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle unshare = linker.downcallHandle(
                linker.defaultLookup().find("unshare").orElseThrow(), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        if ((int) unshare.invokeExact(CLONE_NEWNET) != 0) {
            throw new TestAbortedException("a network namespace needs root (or CAP_SYS_ADMIN)");
        }
    }

    /** The program ip of Debian's iproute2, in this namespace. */
    static void ip(String arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments.split(" ")));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError("ip " + arguments + ": " + said);
            }
        } catch (IOException e) {
            throw new TestAbortedException("the program ip is not installed (package iproute2)", e);
        }
    }
}
