package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Families;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.HoldResult;
import dev.middleman.api.relay.Totals;
import dev.middleman.api.time.Ticks;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.Transport;
import dev.middleman.engine.shard.Terms;
import dev.middleman.engine.table.DirectMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests from many threads while lanes with threads of their own come and go: nothing hangs, nothing is counted twice. */
class ConcurrencyTest {
    private static final int CALLERS = 4;
    private static final int ROUNDS = 3_000;

    /** A lane with a real thread and no network. */
    private static final class ThreadLane implements Lane {
        private final BlockingQueue<Runnable> commands;
        private final AtomicBoolean closing = new AtomicBoolean();
        private final Thread thread = new Thread(this::run, "test lane");
        private final int[] ports;

        ThreadLane(LaneSpec spec, int queue) {
            ports = ((PortPlan.Listed) spec.ports())
                    .ports().stream().mapToInt(Integer::intValue).toArray();
            commands = new ArrayBlockingQueue<>(queue);
            thread.start();
        }

        private void run() {
            try {
                while (!closing.get() || !commands.isEmpty()) {
                    Runnable command = commands.poll(1, TimeUnit.MILLISECONDS);
                    if (command != null) {
                        command.run();
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public int[] ports() {
            return ports;
        }

        @Override
        public boolean execute(Runnable command) {
            synchronized (closing) {
                return !closing.get() && commands.offer(command);
            }
        }

        @Override
        public boolean sendKnock(int localPort, long high, long low, int port, byte[] frame) {
            return true;
        }

        @Override
        public void close() {
            synchronized (closing) {
                closing.set(true);
            }
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private record ThreadTransport(String name, int queue) implements Transport {
        @Override
        public Lane open(LaneSpec spec, BurstHandler handler) {
            return new ThreadLane(spec, queue);
        }
    }

    private static final Ticks STILL = new Ticks() {
        @Override
        public long nowNs() {
            return 0;
        }

        @Override
        public long wallSeconds() {
            return 0;
        }
    };

    private final AtomicLong served = new AtomicLong();

    private MiddlemanEngine engine() {
        EngineSettings settings = Node.settings(
                new Quotas(64, 20_000, 5_000, 64, 100, 100, 20_000), 3, "20000-20008", 0, new Terms(60, 90));
        return new MiddlemanEngine(settings, STILL, new DirectMemory(), new Random(1));
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldStayConsistentWhileTransportsAreSwapped() throws Exception {
        MiddlemanEngine engine = engine();
        engine.use(new ThreadTransport("first", 1_000));
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        List<Future<Integer>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(threads.submit(caller(engine, i)));
        }
        int swaps = 0;
        while (callers.stream().anyMatch(caller -> !caller.isDone())) {
            engine.use(new ThreadTransport("swap " + swaps++, swaps % 2 == 0 ? 2 : 1_000));
            engine.onTick(0);
            // Releases that were refused meanwhile would fill the node up: no time passes here that could heal it.
            engine.onClockJump(1);
            long enough = served.get() + 100;
            while (served.get() < enough && callers.stream().anyMatch(caller -> !caller.isDone())) {
                Thread.onSpinWait();
            }
        }
        int unreleased = 0;
        for (Future<Integer> caller : callers) {
            unreleased += caller.get();
        }
        threads.shutdown();
        engine.use(new ThreadTransport("last", 1_000));
        Totals totals = engine.totals().toCompletableFuture().get();
        assertThat(swaps).isGreaterThan(10);
        assertThat(served.get()).isGreaterThanOrEqualTo(CALLERS * ROUNDS);
        assertThat(totals.held() + totals.reserved()).isLessThanOrEqualTo(unreleased);

        engine.onClockJump(1);
        assertThat(engine.totals().toCompletableFuture().get().held()).isZero();
        int room = 0;
        while (holdOrNull(engine) != null) {
            room++;
        }
        assertThat(room).as("every place was given back").isEqualTo(64);
        engine.close();
    }

    /** @return how many handles may be left, because a release was refused while a seat changed hands */
    private Callable<Integer> caller(MiddlemanEngine engine, int number) {
        return () -> {
            int handles = 0;
            for (int i = 0; handles < ROUNDS; i++) {
                Handle handle = holdOrNull(engine);
                if (handle == null) {
                    continue;
                }
                handles++;
                served.incrementAndGet();
                if ((i + number) % 2 == 0) {
                    engine.commit(handle, Node.KNOCKS).toCompletableFuture().get();
                }
                engine.release(handle).toCompletableFuture().get();
                engine.totals().toCompletableFuture().get();
            }
            return handles;
        };
    }

    private static Handle holdOrNull(MiddlemanEngine engine) throws Exception {
        HoldResult result = engine.hold(new HoldRequest(0, Families.IP4, 0, 3))
                .toCompletableFuture()
                .get();
        return result instanceof HoldResult.Held held ? held.handle() : null;
    }
}
