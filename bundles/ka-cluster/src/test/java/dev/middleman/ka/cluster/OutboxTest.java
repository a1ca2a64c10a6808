package dev.middleman.ka.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The one thread that may wait for the network. */
class OutboxTest {
    private final LinkedBlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

    @Test
    void shouldTakeNoMoreThanItsBoundAndSaySo() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (Outbox outbox = new Outbox(failures::add)) {
            outbox.offer(() -> {
                begun.countDown();
                goOn.await();
            });
            begun.await();
            for (int i = 0; i < Outbox.MAX_WAITING; i++) {
                assertThat(outbox.offer(() -> {})).isTrue();
            }
            assertThat(outbox.offer(() -> {})).isFalse();
            goOn.countDown();
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void shouldGoOnAfterAJobThatFailed() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (Outbox outbox = new Outbox(failures::add)) {
            outbox.offer(() -> {
                throw new IOException("planted");
            });
            outbox.offer(done::countDown);

            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(failures).hasSize(1);
    }

    @Test
    void shouldTakeNothingAfterItsEnd() {
        Outbox outbox = new Outbox(failures::add);
        outbox.close();

        assertThat(outbox.offer(() -> {})).isFalse();
    }
}
