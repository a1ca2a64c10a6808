package dev.middleman.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.time.Ticks;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PublisherTest {
    /** Anywhere, also before zero. */
    private final AtomicLong nowNs = new AtomicLong(-TimeUnit.SECONDS.toNanos(30));

    private final AtomicLong received = new AtomicLong();
    private final Publisher publisher = new Publisher(
            new Ticks() {
                @Override
                public long nowNs() {
                    return nowNs.get();
                }

                @Override
                public long wallSeconds() {
                    return 0;
                }
            },
            () -> Some.figures(Some.totals(received.incrementAndGet(), 57, 60), Some.ka(40, 30)));

    @Test
    void shouldMoveOnceAMinute() {
        Page first = publisher.page();
        nowNs.addAndGet(Publisher.PERIOD_NS - 1);
        assertThat(publisher.page()).isSameAs(first);

        nowNs.incrementAndGet();
        Page second = publisher.page();
        assertThat(second.openMetrics()).isNotEqualTo(first.openMetrics());
        assertThat(publisher.page()).isSameAs(second);
        assertThat(received).hasValue(2);
    }

    @Test
    void shouldCountTheMinuteFromTheLastPage() {
        publisher.page();
        nowNs.addAndGet(10 * Publisher.PERIOD_NS + 1);
        Page second = publisher.page();
        nowNs.addAndGet(Publisher.PERIOD_NS - 1);
        assertThat(publisher.page()).isSameAs(second);
    }
}
