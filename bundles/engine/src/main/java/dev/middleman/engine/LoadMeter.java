package dev.middleman.engine;

import dev.middleman.api.policy.NodeLoad;
import dev.middleman.api.relay.Totals;
import dev.middleman.api.relay.TurnTimes;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * How busy a node is: its totals once a second, the last ten seconds of them. Thread-safe. A shard answers between two bursts;
 * what it hands over was counted anyway.
 */
final class LoadMeter {
    private static final long EVERY_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int WINDOW = 10;
    private static final int BITS_PER_BYTE = 8;

    /** Totals, and when they were asked for. */
    private record Sample(long atNs, Totals totals) {}

    private final Sample[] ring = new Sample[WINDOW + 1];
    private int count;
    private boolean measuring;
    private long askedNs;

    void onTick(long nowNs, Supplier<CompletionStage<Totals>> totals) {
        if (isDue(nowNs)) {
            totals.get().thenAccept(now -> add(new Sample(nowNs, now)));
        }
    }

    private synchronized boolean isDue(long nowNs) {
        if (measuring && nowNs - askedNs < EVERY_NS) {
            return false;
        }
        measuring = true;
        askedNs = nowNs;
        return true;
    }

    private synchronized void add(Sample sample) {
        ring[count++ % ring.length] = sample;
    }

    /** Nobody wants to know any more; whoever asks later is not told what was then. */
    synchronized void forget() {
        measuring = false;
        count = 0;
    }

    /** With what is counted elsewhere. */
    synchronized NodeLoad load(int sessions, int capacity, long promisedKbitPerSecond) {
        if (count == 0) {
            return new NodeLoad(sessions, capacity, promisedKbitPerSecond, 0, 0, 0, TurnTimes.none());
        }
        Sample newest = ring[(count - 1) % ring.length];
        Sample oldest = ring[Math.max(0, count - ring.length) % ring.length];
        long bytes = newest.totals().forwardedBytes() - oldest.totals().forwardedBytes();
        long datagrams = newest.totals().received() - oldest.totals().received();
        long elapsedNs = newest.atNs() - oldest.atNs();
        return new NodeLoad(
                sessions,
                capacity,
                promisedKbitPerSecond,
                perSecond(bytes * BITS_PER_BYTE, elapsedNs) / 1_000,
                perSecond(datagrams, elapsedNs),
                newest.totals().forwardedBytes(),
                since(oldest.totals().turns(), newest.totals().turns()));
    }

    private static long perSecond(long amount, long elapsedNs) {
        return elapsedNs <= 0 ? 0 : (long) ((double) amount * TimeUnit.SECONDS.toNanos(1) / elapsedNs);
    }

    private static TurnTimes since(TurnTimes then, TurnTimes now) {
        List<Long> counts = IntStream.range(0, TurnTimes.BUCKETS)
                .mapToObj(bucket -> now.counts().get(bucket) - then.counts().get(bucket))
                .toList();
        return new TurnTimes(counts, now.sumNs() - then.sumNs());
    }
}
