package dev.middleman.peer.cli;

import dev.middleman.api.net.Endpoint;
import dev.middleman.peer.Agent;
import dev.middleman.peer.CallException;
import dev.middleman.peer.Peer;
import dev.middleman.peer.Shim;
import dev.middleman.peer.ShimCounters;
import dev.middleman.wire.IpText;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * One run of {@code listen} or {@code call}: lives until somebody ends it, and then cleans up and reports. Thread-safe.
 */
final class Session {
    private final Peer peer;
    private final Reporter reporter;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private volatile Shim shim;
    private volatile Agent agent;

    Session(Peer peer, Reporter reporter) {
        this.peer = peer;
        this.reporter = reporter;
    }

    void use(Shim running) {
        shim = running;
    }

    void use(Agent running) {
        agent = running;
    }

    /** Ends the run. The first status counts. */
    void end(int status) {
        exit.complete(status);
    }

    void fail(Throwable failed) {
        Throwable cause =
                failed instanceof CompletionException && failed.getCause() != null ? failed.getCause() : failed;
        if (cause instanceof CallException e) {
            String again = e.retryAfterSeconds() < 0 ? "" : "; try again in " + e.retryAfterSeconds() + " s";
            reporter.event(
                    "error",
                    "peer: " + e.getMessage() + again,
                    "reason",
                    e.reason().name(),
                    "message",
                    e.getMessage(),
                    "retryAfter",
                    e.retryAfterSeconds());
            end(Exit.of(e));
        } else {
            String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            reporter.event("error", "peer: " + message, "reason", "FAILED", "message", message);
            end(Exit.FAILED);
        }
    }

    /** Waits for the end, a signal included, and cleans up. */
    int await() {
        Thread cleanUp = new Thread(this::cleanUp, "m2-clean-up");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        int status = exit.join();
        try {
            Runtime.getRuntime().removeShutdownHook(cleanUp);
            cleanUp();
        } catch (IllegalStateException e) {
            // the signal came first: the hook does it
        }
        return status;
    }

    private void cleanUp() {
        List<String> seen = peer.seen().stream().map(Session::text).sorted().toList();
        if (shim != null) {
            ShimCounters counters = shim.counters();
            reporter.event(
                    "closed",
                    counters.fromProgram() + " datagrams sent, " + counters.toProgram() + " received, "
                            + counters.dropped() + " dropped, over " + counters.lines() + " line(s)",
                    "fromProgram",
                    counters.fromProgram(),
                    "toProgram",
                    counters.toProgram(),
                    "dropped",
                    counters.dropped(),
                    "lines",
                    counters.lines(),
                    "replaced",
                    counters.replaced(),
                    "seen",
                    seen);
            shim.close();
        } else {
            reporter.event("closed", "closed", "seen", seen);
            if (agent != null) {
                agent.close();
            }
        }
        peer.close();
    }

    private static String text(Endpoint endpoint) {
        String ip = IpText.format(endpoint);
        return (endpoint.isIp4() ? ip : "[" + ip + "]") + ":" + endpoint.port();
    }
}
