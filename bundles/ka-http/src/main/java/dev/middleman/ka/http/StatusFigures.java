package dev.middleman.ka.http;

import dev.middleman.api.ka.KaTotals;
import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.Deadlines;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What the status page shows: totals of the KA server, once a minute, and no finer than that nobody stands out. Thread-safe.
 *
 * <p>Less than ten of anything is not told, and more is rounded down to two digits and never finer than ten. Whoever watches
 * sees that there is traffic, and not that somebody came just now.
 */
final class StatusFigures implements AutoCloseable {
    /** How many are kept: three hours. */
    static final int KEPT = 180;

    private static final int EVERY_SECONDS = 60;
    private static final long FEW = 10;
    private static final String NAMES = "[\"peers\",\"middleMen\",\"lookUps\",\"refused\",\"offers\",\"racesWon\"]";
    private static final Deadline NEVER = () -> false;

    private final Supplier<KaTotals> totals;
    private final Deadlines deadlines;
    private final Deque<long[]> samples = new ArrayDeque<>();
    private byte[] json;
    private Deadline next = NEVER;
    private boolean closed;

    /** Takes the first sample at once. */
    StatusFigures(Supplier<KaTotals> totals, Deadlines deadlines) {
        this.totals = totals;
        this.deadlines = deadlines;
        sample();
    }

    /** The figures as JSON; the same for everybody until the next minute. */
    synchronized byte[] json() {
        return json.clone();
    }

    private synchronized void sample() {
        if (closed) {
            return;
        }
        if (samples.size() == KEPT) {
            samples.removeFirst();
        }
        samples.addLast(coarse(totals.get()));
        json = encode();
        try {
            next = deadlines.after(TimeUnit.SECONDS.toNanos(EVERY_SECONDS), this::sample);
        } catch (RejectedExecutionException e) {
            next = NEVER; // the clock is being stopped, and this with it
        }
    }

    private static long[] coarse(KaTotals totals) {
        return new long[] {
            coarse(totals.peers()),
            coarse(totals.middleMen()),
            coarse(totals.lookUps()),
            coarse(totals.refused()),
            coarse(totals.offers()),
            coarse(totals.racesWon())
        };
    }

    /** Zero for few: nobody is none. */
    static long coarse(long exact) {
        long unit = FEW;
        while (exact / unit >= 100) {
            unit *= 10;
        }
        return exact / unit * unit;
    }

    private byte[] encode() {
        String rows = samples.stream().map(StatusFigures::row).collect(Collectors.joining(","));
        String text = "{\"everySeconds\":" + EVERY_SECONDS + ",\"few\":" + FEW + ",\"names\":" + NAMES
                + ",\"samples\":[" + rows + "]}";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String row(long[] sample) {
        return Arrays.stream(sample)
                .mapToObj(value -> value == 0 ? "null" : Long.toString(value))
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Override
    public synchronized void close() {
        closed = true;
        next.cancel();
    }
}
