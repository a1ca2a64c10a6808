package dev.middleman.benchmarks.ka;

import dev.middleman.benchmarks.ka.Peer.Step;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.elements.RawData;

/**
 * Lets peers arrive: each connects and goes as far as it is told. Then it stays, or everything about it is forgotten on this
 * side, while to the server it is there as before. Called from one thread.
 */
final class Population implements Peer.Crew {
    /** So many arrive at a time. */
    private static final int WINDOW = 48;

    private static final long AGAIN_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long PATIENCE_SECONDS = 30;

    private final ManySockets sockets;
    private final ScheduledExecutorService executor;
    private final Map<InetSocketAddress, Peer> present = new ConcurrentHashMap<>();
    private final Semaphore window = new Semaphore(WINDOW);
    private volatile Peer.Crew work = (peer, step, good, tookNs) -> {};
    private volatile boolean arriving;
    private volatile Step last;
    private volatile boolean stay;
    private volatile CountDownLatch missing;
    private volatile String failure;
    private int born;
    private long sentAgain;

    Population(ManySockets sockets, ScheduledExecutorService executor) {
        this.sockets = sockets;
        this.executor = executor;
        sockets.setRawDataReceiver(this::receive);
        executor.scheduleAtFixedRate(guarded(this::sendAgain), 1, 1, TimeUnit.SECONDS);
    }

    /**
     * So many more arrive.
     *
     * @param goAsFarAs the last thing they do
     * @param andStay whether they go on living here
     */
    void arrive(int count, Step goAsFarAs, boolean andStay) throws IOException, InterruptedException {
        last = goAsFarAs;
        stay = andStay;
        missing = new CountDownLatch(count);
        arriving = true;
        for (int i = 0; i < count; i++) {
            if (!window.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody arrives any more");
            }
            failIfSomethingDid();
            Peer peer = new Peer(sockets, sockets.open(born++), this);
            present.put(peer.label(), peer);
            executor.execute(guarded(peer::connect));
        }
        boolean all = missing.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        failIfSomethingDid();
        if (!all) {
            throw new IllegalStateException(missing.getCount() + " peers did not arrive");
        }
        arriving = false;
    }

    private void failIfSomethingDid() {
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    /** Those who live here, for work; their answers go to this crew. */
    List<Peer> at(Peer.Crew crew) {
        work = crew;
        return new ArrayList<>(present.values());
    }

    ScheduledExecutorService executor() {
        return executor;
    }

    long sentAgain() {
        return sentAgain;
    }

    private void receive(RawData datagram) {
        Peer peer = present.get(datagram.getInetSocketAddress());
        if (peer != null) {
            guarded(() -> peer.receive(datagram.getBytes())).run();
        }
    }

    /** Executors and the DTLS layer keep quiet about what their tasks throw. */
    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                failure = e.toString();
            }
        };
    }

    private void sendAgain() {
        long nowNs = System.nanoTime();
        present.values().forEach(peer -> sentAgain += peer.sendAgain(nowNs, AGAIN_NS));
    }

    @Override
    public void answered(Peer peer, Step step, boolean good, long tookNs) {
        if (!arriving) {
            work.answered(peer, step, good, tookNs);
        } else if (!good) {
            failure = "the server refused " + step;
            window.release();
            missing.countDown();
        } else if (step == last) {
            arrived(peer);
        } else {
            goOn(peer, step);
        }
    }

    private static void goOn(Peer peer, Step step) {
        switch (step) {
            case CONNECT -> peer.askNonce();
            case REGISTER -> peer.observe();
            default -> {
                // It goes on by itself.
            }
        }
    }

    private void arrived(Peer peer) {
        if (!stay) {
            present.remove(peer.label());
            sockets.forget(peer.label());
        }
        window.release();
        missing.countDown();
    }
}
