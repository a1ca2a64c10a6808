package dev.middleman.peer.control;

import dev.middleman.peer.CallOptions;
import dev.middleman.peer.Line;
import dev.middleman.peer.Peer;
import dev.middleman.peer.line.RealTime;
import dev.middleman.wire.id.Pid;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Replaces lines that ended: calls the same peer again, with growing pauses, for 2 min. Thread-safe; owns one thread. */
public final class CallAgain implements AutoCloseable {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long GIVE_UP_NS = 120_000_000_000L;
    private static final int[] PAUSES_S = {0, 1, 2, 4, 8};

    private final Peer peer;
    private final Pid to;
    private final CallOptions options;
    private final RealTime time;

    public CallAgain(Peer peer, Pid to, CallOptions options, String threadName) {
        this.peer = peer;
        this.to = to;
        this.options = options;
        this.time = new RealTime(threadName);
    }

    /**
     * Calls until there is a line again.
     *
     * @param next takes it
     * @param gaveUp run instead when there was none for 2 min; neither is called after {@link #close}
     */
    public void replace(Line ended, Consumer<Line> next, Runnable gaveUp) {
        attempt(ended, 0, time.nowNs(), next, gaveUp);
    }

    private void attempt(Line ended, int attempt, long sinceNs, Consumer<Line> next, Runnable gaveUp) {
        int pause = PAUSES_S[Math.min(attempt, PAUSES_S.length - 1)];
        try {
            time.after(pause * SECOND_NS, () -> peer.call(to, options.replacing(ended))
                    .whenComplete((line, failed) -> {
                        if (failed == null) {
                            next.accept(line);
                        } else if (time.nowNs() - sinceNs < GIVE_UP_NS) {
                            attempt(ended, attempt + 1, sinceNs, next, gaveUp);
                        } else {
                            gaveUp.run();
                        }
                    }));
        } catch (RejectedExecutionException e) {
            // it was closed
        }
    }

    @Override
    public void close() {
        time.close();
    }
}
