package dev.middleman.testkit.transport;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.Burst;
import dev.middleman.api.transport.BurstHandler;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** A handler that records what a lane hands over and does what the test tells it. */
final class ScriptedHandler implements BurstHandler {

    /** What a test may look at after the burst is gone; never the payload. */
    record Entry(int localPort, Endpoint source, int length, int segments) {}

    /** Where to send an entry on: from which port, to whom. */
    record Onward(int localPort, Endpoint to) {}

    final BlockingQueue<Entry> entries = new LinkedBlockingQueue<>();
    final AtomicInteger bursts = new AtomicInteger();
    final AtomicInteger failedSends = new AtomicInteger();
    final CopyOnWriteArraySet<Thread> threads = new CopyOnWriteArraySet<>();

    /** Decides over every entry; {@code null} drops. */
    volatile Function<Entry, Onward> route = entry -> null;
    /** Sees every burst before the route does; may throw. */
    volatile Consumer<Burst> inspect = burst -> {};
    /** Sees every failure report; may throw. */
    volatile Consumer<Integer> onFailure = count -> {};

    @Override
    public void onBurst(Burst burst) {
        threads.add(Thread.currentThread());
        bursts.incrementAndGet();
        for (int i = 0; i < burst.size(); i++) {
            Entry entry = new Entry(
                    burst.localPort(i),
                    new Endpoint(burst.sourceHigh(i), burst.sourceLow(i), burst.sourcePort(i)),
                    burst.length(i),
                    burst.segments(i));
            Onward onward = route.apply(entry);
            if (onward != null) {
                Endpoint to = onward.to();
                burst.forward(i, onward.localPort(), to.high(), to.low(), to.port());
            }
            entries.add(entry);
        }
        inspect.accept(burst);
    }

    @Override
    public void onSendFailed(int datagrams) {
        threads.add(Thread.currentThread());
        failedSends.addAndGet(datagrams);
        onFailure.accept(datagrams);
    }

    /** Sends everything on to one party, from the port where it arrived. */
    void forwardAllTo(Endpoint to) {
        route = entry -> new Onward(entry.localPort(), to);
    }

    /** Sends everything back to where it came from. */
    void echo() {
        route = entry -> new Onward(entry.localPort(), entry.source());
    }

    Entry next() {
        try {
            Entry entry = entries.poll(TestPeer.PATIENCE_MS, TimeUnit.MILLISECONDS);
            if (entry == null) {
                throw new AssertionError("the lane handed nothing over");
            }
            return entry;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    List<Integer> nextLengths(int count) {
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(i -> next().length())
                .toList();
    }
}
