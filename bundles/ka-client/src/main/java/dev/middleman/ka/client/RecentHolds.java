package dev.middleman.ka.client;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Status;
import dev.middleman.api.time.Ticks;
import dev.middleman.wire.control.Hold;
import dev.middleman.wire.id.Octets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Gives a repeated request for capacity the answer of the first one. Thread-safe; locked for one look. */
final class RecentHolds {
    /** The most requests that are remembered; more are refused. */
    static final int MAX = 4_096;

    private static final long KEEP_NS = TimeUnit.SECONDS.toNanos(15);

    private record Earlier(Hold hold, CompletableFuture<Answer> answer, long sinceNs) {}

    private final Map<Octets, Earlier> byTxn = new LinkedHashMap<>();
    private final Ticks ticks;

    RecentHolds(Ticks ticks) {
        this.ticks = ticks;
    }

    /** @param ask asked once for each txn */
    CompletionStage<Answer> once(Hold hold, Supplier<CompletionStage<Answer>> ask) {
        CompletableFuture<Answer> fresh = new CompletableFuture<>();
        synchronized (byTxn) {
            forgetOld();
            Earlier earlier = byTxn.get(hold.txn());
            if (earlier != null) {
                return earlier.hold().equals(hold)
                        ? earlier.answer()
                        : Said.now(Said.error(Status.CONFLICT, "used before with another body"));
            }
            if (byTxn.size() >= MAX) {
                return Said.now(Said.unavailable("too many requests for capacity", 1));
            }
            byTxn.put(hold.txn(), new Earlier(hold, fresh, ticks.nowNs()));
        }
        ask.get().whenComplete((answer, failure) -> {
            if (failure == null) {
                fresh.complete(answer);
            } else {
                fresh.completeExceptionally(failure);
            }
        });
        return fresh;
    }

    private void forgetOld() {
        long nowNs = ticks.nowNs();
        Iterator<Earlier> oldestFirst = byTxn.values().iterator();
        while (oldestFirst.hasNext() && nowNs - oldestFirst.next().sinceNs() > KEEP_NS) {
            oldestFirst.remove();
        }
    }
}
