package dev.middleman.transport.ffm;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.engine.WideEngine;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Datagrams through some lines at a steady rate, one way, by a thread that polls: it counts what was sent, what came out, and what
 * came out of order. It latches the lines itself, as its sockets are its own.
 *
 * <p>No more than {@value #WINDOW} are under way, as far as the thread knows: where others have the processor for long, it sends more
 * slowly, and no socket's buffer runs over for that.
 */
final class Traffic implements AutoCloseable {
    private static final int BYTES = 200;
    /** Far less than the smallest buffer on the way takes, the usual one of a kernel: some 270 of this size. */
    private static final int WINDOW = 128;
    /** What has not come by then is not waited for. */
    private static final long QUIET_NS = 2_000_000_000;

    private static final long LATE_NS = 5_000_000_000L;

    private final WideEngine engine;
    private final int lines;
    private final long intervalNs;
    private final Thread thread = new Thread(this::run, "traffic");
    private final CompletableFuture<Void> flowing = new CompletableFuture<>();
    private final CompletableFuture<Result> ended = new CompletableFuture<>();
    private volatile boolean stopping;

    /** What became of the datagrams. */
    record Result(long sent, long received, long disordered) {
        long lost() {
            return sent - received;
        }
    }

    private record Way(TrainSocket from, Endpoint relay, TrainSocket to, long[] lastSeen) {}

    /** How many may be under way; what is overtaken counts as lost or late, and keeps nobody waiting. */
    private static final class Window {
        private long highest;
        private long movedNs = System.nanoTime();

        boolean isOpen(long sent, long nowNs) {
            if (sent - highest >= WINDOW && nowNs - movedNs > QUIET_NS) {
                cameOut(sent, nowNs); // all that was under way is lost
            }
            return sent - highest < WINDOW;
        }

        void cameOut(long number, long nowNs) {
            highest = Math.max(highest, number);
            movedNs = nowNs;
        }
    }

    Traffic(WideEngine engine, int lines, int perSecond) {
        this.engine = engine;
        this.lines = lines;
        this.intervalNs = 1_000_000_000L / perSecond;
    }

    /** Returns when the lines are latched and datagrams come through. */
    Traffic start() {
        thread.start();
        flowing.join();
        return this;
    }

    /** Stops sending, and waits for what is under way. */
    Result stop() {
        stopping = true;
        return ended.join();
    }

    private void run() {
        List<Way> ways = new ArrayList<>();
        Result result = null;
        try {
            for (int i = 0; i < lines; i++) {
                ways.add(way());
            }
            result = flow(ways);
        } catch (RuntimeException | Error e) {
            flowing.completeExceptionally(e);
            ended.completeExceptionally(e);
        } finally {
            ways.forEach(way -> {
                way.from().close();
                way.to().close();
            });
            ended.complete(result);
        }
    }

    private Way way() {
        CommitResult.Granted session = engine.session();
        Knocking knocking = new Knocking();
        TrainSocket from = new TrainSocket(false);
        TrainSocket to = new TrainSocket(false);
        Endpoint relay = knocking.latch(from, session.a());
        knocking.latch(to, session.b());
        from.receive(); // is told that the other one is there
        return new Way(from, relay, to, new long[1]);
    }

    private Result flow(List<Way> ways) {
        ByteBuffer datagram = ByteBuffer.allocate(BYTES);
        long sent = 0;
        long received = 0;
        long disordered = 0;
        Window window = new Window();
        long dueNs = System.nanoTime();
        long lastNs = dueNs;
        while (!stopping || received < sent && System.nanoTime() - lastNs < QUIET_NS) {
            long nowNs = System.nanoTime();
            if (!stopping && nowNs - dueNs >= 0 && window.isOpen(sent, nowNs)) {
                Way way = ways.get((int) (sent % ways.size()));
                datagram.putLong(0, ++sent);
                way.from().send(way.relay(), datagram.array());
                dueNs += intervalNs;
            }
            for (Way way : ways) {
                long number = way.to().receiveNumber();
                if (number != 0) {
                    received++;
                    window.cameOut(number, System.nanoTime());
                    disordered += number < way.lastSeen()[0] ? 1 : 0;
                    way.lastSeen()[0] = Math.max(number, way.lastSeen()[0]);
                    lastNs = System.nanoTime();
                    flowing.complete(null);
                }
            }
            if (received == 0 && System.nanoTime() - lastNs > LATE_NS) {
                throw new AssertionError("nothing comes through");
            }
        }
        return new Result(sent, received, disordered);
    }

    @Override
    public void close() {
        stopping = true;
    }
}
