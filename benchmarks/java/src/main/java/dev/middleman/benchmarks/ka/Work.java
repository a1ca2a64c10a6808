package dev.middleman.benchmarks.ka;

import dev.middleman.benchmarks.ka.Peer.Step;
import dev.middleman.wire.id.Pid;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Has those who live here ask for one and the same thing, so many at a time, again as soon as it is answered. Counts what is answered within
 * a window of time, after a time to warm up. Lives on the thread of the {@link ManySockets}, but for {@link #run}.
 */
final class Work implements Peer.Crew {
    private static final double NS_PER_SECOND = 1e9;
    private static final double NS_PER_US = 1e3;
    private static final int PATIENCE_SECONDS = 60;
    private static final int MOST = 4_000_000;

    private final Population population;
    private final Step step;
    private final int atOnce;
    private final Map<Peer, Pid> targets = new HashMap<>();
    private final Deque<Peer> resting = new ArrayDeque<>();
    private final long[] tookNs = new long[MOST];
    private boolean counting;
    private boolean asking = true;
    private int underWay;
    private final CountDownLatch over = new CountDownLatch(1);
    private int done;
    private int failed;
    private long txn;

    /** @param atOnce how many ask at a time, in turns; all of them if there are not so many */
    Work(Population population, Step step, int atOnce) {
        this.population = population;
        this.step = step;
        this.atOnce = atOnce;
    }

    /** @return a line of JSON */
    String run(double warmSeconds, double seconds, Edges edges) throws Exception {
        List<Peer> peers = population.at(this);
        for (int i = 0; i < peers.size(); i++) {
            targets.put(peers.get(i), peers.get((i + 1) % peers.size()).pid());
        }
        int active = Math.min(peers.size(), atOnce);
        population
                .executor()
                .submit(() -> resting.addAll(peers.subList(active, peers.size())))
                .get();
        beginWithin(warmSeconds / 2, peers.subList(0, active));
        sleep(warmSeconds / 2);
        population.executor().submit(() -> counting = true).get();
        edges.reached();
        long againBefore = population.sentAgain();
        long begun = System.nanoTime();
        sleep(seconds);
        population.executor().submit(() -> counting = false).get();
        double took = (System.nanoTime() - begun) / NS_PER_SECOND;
        edges.reached();
        long again = population.sentAgain() - againBefore;
        population.executor().submit(this::askNoMore).get();
        if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("what was asked last was never answered");
        }
        return report(peers.size(), active, took, again);
    }

    /** One after the other: all at once, the first would wait longer than a server that still compiles its code may take. */
    private void beginWithin(double seconds, List<Peer> peers) throws Exception {
        for (Peer peer : peers) {
            population.executor().submit(() -> ask(peer)).get();
            sleep(seconds / peers.size());
        }
    }

    private String report(int peers, int atOnce, double seconds, long again) {
        long[] sorted = Arrays.copyOf(tookNs, Math.min(done, MOST));
        Arrays.sort(sorted);
        return String.format(
                "{\"peers\": %d, \"at_once\": %d, \"done\": %d, \"failed\": %d, \"sent_again\": %d, \"per_s\": %.1f, \"p50_us\": %.0f,"
                        + " \"p99_us\": %.0f}",
                peers, atOnce, done, failed, again, done / seconds, quantile(sorted, 0.5), quantile(sorted, 0.99));
    }

    private static double quantile(long[] sorted, double share) {
        return sorted.length == 0 ? -1 : sorted[(int) (share * (sorted.length - 1))] / NS_PER_US;
    }

    private static void sleep(double seconds) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep((long) (seconds * NS_PER_SECOND));
    }

    /** What is still under way would count as the next work's. */
    private void askNoMore() {
        asking = false;
        if (underWay == 0) {
            over.countDown();
        }
    }

    private void ask(Peer peer) {
        underWay++;
        switch (step) {
            case CONNECT -> peer.connect();
            case REFRESH -> peer.refresh();
            case LOOK_UP -> peer.lookUp(targets.get(peer), ++txn);
            default -> throw new IllegalArgumentException("nobody lives by " + step);
        }
    }

    @Override
    public void answered(Peer peer, Step answered, boolean good, long took) {
        if (answered != step) {
            return;
        }
        if (counting && good) {
            tookNs[Math.min(done, MOST - 1)] = took;
            done++;
        } else if (counting) {
            failed++;
        }
        underWay--;
        if (asking) {
            resting.add(peer);
            ask(resting.remove());
        } else if (underWay == 0) {
            over.countDown();
        }
    }

    /** Told when the window of time begins, and when it ends. */
    interface Edges {
        void reached() throws Exception;
    }
}
