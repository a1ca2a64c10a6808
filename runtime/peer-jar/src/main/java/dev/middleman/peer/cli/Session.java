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
 * One run of {@code listen} or {@code call}: lives until somebody ends it, and then cleans up and reports, once. Thread-safe.
 */
final class Session {
    private final Peer peer;
    private final Reporter reporter;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private final Thread hook = new Thread(this::cleanUp, "m2-clean-up");
    private volatile Shim shim;
    private volatile Agent agent;
    /** Guarded by this. */
    private boolean cleanedUp;

    private Session(Peer peer, Reporter reporter) {
        this.peer = peer;
        this.reporter = reporter;
    }

    /** From here on a signal ends the run in good order. */
    static Session begin(Peer peer, Reporter reporter) {
        Session session = new Session(peer, reporter);
        Runtime.getRuntime().addShutdownHook(session.hook);
        return session;
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

    /** Waits for the end and cleans up; a signal meanwhile does not cut that short. */
    int await() {
        int status = exit.join();
        cleanUp();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // a signal came: its hook finds that all is done
        }
        return status;
    }

    /** Returns when all is done, by whichever thread. */
    synchronized void cleanUp() {
        if (cleanedUp) {
            return;
        }
        cleanedUp = true;
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
