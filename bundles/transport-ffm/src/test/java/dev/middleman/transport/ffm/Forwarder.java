package dev.middleman.transport.ffm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.Burst;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Sends everything on, by default to one endpoint, and notes what the entries looked like. */
final class Forwarder implements BurstHandler {
    final List<Entry> entries = new CopyOnWriteArrayList<>();
    final AtomicInteger failed = new AtomicInteger();
    volatile Endpoint to;

    /** Where an entry with so many segments goes, if not to {@link #to}. */
    volatile IntFunction<Endpoint> route = segments -> to;

    record Entry(int length, int segments) {}

    @Override
    public void onBurst(Burst burst) {
        for (int i = 0; i < burst.size(); i++) {
            entries.add(new Entry(burst.length(i), burst.segments(i)));
            Endpoint next = route.apply(burst.segments(i));
            burst.forward(i, burst.localPort(i), next.high(), next.low(), next.port());
        }
    }

    @Override
    public void onSendFailed(int datagrams) {
        failed.addAndGet(datagrams);
    }

    /** Waits until the lane has done what it was given before. */
    static void settle(Lane lane) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        assertThat(lane.execute(() -> done.complete(null))).isTrue();
        done.join();
    }

    /** Stops the lane's thread until the latch is counted down. */
    static CountDownLatch hold(Lane lane) throws InterruptedException {
        CountDownLatch stands = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        assertThat(lane.execute(() -> {
                    stands.countDown();
                    try {
                        release.await(30, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .isTrue();
        assertThat(stands.await(10, TimeUnit.SECONDS)).isTrue();
        return release;
    }
}
