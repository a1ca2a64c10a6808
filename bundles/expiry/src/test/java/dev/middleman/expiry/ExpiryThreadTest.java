package dev.middleman.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ExpiryThreadTest {

    private final Heart heart = new Heart(Clock.system(), Settings.of(1, 5));
    private final BlockingQueue<Thread> seen = new LinkedBlockingQueue<>();

    @Test
    void shouldRunTasksOnOneNamedThreadAndEndItOnClose() throws InterruptedException {
        ExpiryThread expiry = new ExpiryThread(heart).start();
        heart.after(0, () -> seen.add(Thread.currentThread()));
        heart.after(TimeUnit.MILLISECONDS.toNanos(5), () -> seen.add(Thread.currentThread()));
        Thread first = seen.take();
        Thread second = seen.take();
        assertThat(first).isSameAs(second);
        assertThat(first.getName()).isEqualTo(ExpiryThread.NAME);
        expiry.close();
        assertThat(first.isAlive()).isFalse();
    }

    @Test
    void shouldGoOnAfterAnInterrupt() throws InterruptedException {
        ExpiryThread expiry = new ExpiryThread(heart).start();
        try {
            heart.after(0, () -> {
                seen.add(Thread.currentThread());
                Thread.currentThread().interrupt();
            });
            seen.take();
            heart.after(0, () -> seen.add(Thread.currentThread()));
            assertThat(seen.take().getName()).isEqualTo(ExpiryThread.NAME);
        } finally {
            expiry.close();
        }
    }

    @Test
    void shouldNotWaitForItselfWhenATaskClosesIt() throws InterruptedException {
        ExpiryThread expiry = new ExpiryThread(heart).start();
        heart.after(0, () -> {
            seen.add(Thread.currentThread());
            expiry.close();
        });
        Thread thread = seen.take();
        thread.join();
        assertThat(thread.isAlive()).isFalse();
    }
}
