package dev.middleman.metrics;

import dev.middleman.api.time.Ticks;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Hands out the page, and makes a new one when somebody asks a minute later: numbers that move with every datagram would tell when
 * one came. Thread-safe; whoever comes while a page is made waits for it.
 */
final class Publisher {
    static final long PERIOD_NS = TimeUnit.SECONDS.toNanos(60);

    private final Ticks ticks;
    private final Supplier<Figures> reading;
    private Page page;
    private long madeNs;

    Publisher(Ticks ticks, Supplier<Figures> reading) {
        this.ticks = ticks;
        this.reading = reading;
    }

    synchronized Page page() {
        long nowNs = ticks.nowNs();
        if (page == null || nowNs - madeNs >= PERIOD_NS) {
            page = Page.of(Sheet.of(reading.get()));
            madeNs = nowNs;
        }
        return page;
    }
}
