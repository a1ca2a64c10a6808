package dev.middleman.transport.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.DropReason;
import dev.middleman.api.relay.Totals;
import dev.middleman.api.time.Ticks;
import dev.middleman.api.transport.Burst;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import dev.middleman.engine.WideEngine;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Invariant 9: engine and transport together allocate nothing for a datagram. Shown over {@value #DATAGRAMS} real ones,
 * nearly all of them in trains, and over {@value #ALONE} that come each by itself.
 */
class AllocationTest {
    private static final long SEED = 20_261_123;
    private static final int WARM_UP = 3_000_000;
    private static final int DATAGRAMS = 10_000_000;
    private static final int ALONE = 500_000;
    private static final int PLANTED = 100_000;

    private static final int SEGMENT_BYTES = 200;
    private static final int SEGMENTS = 40;
    private static final byte[] TRAIN = new byte[SEGMENTS * SEGMENT_BYTES];
    private static final byte[] SINGLE = new byte[SEGMENT_BYTES];

    /** Datagrams under way at once: less than the receiver's buffer. */
    private static final int WINDOW = 4 * (SEGMENTS + 1);

    private static final int PATIENCE_POLLS = 1_000_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Knocking knocking = new Knocking();

    /** Time that passes with the bursts, so that the buckets fill again. */
    private static final class BurstTicks implements Ticks {
        private final AtomicLong nowNs = new AtomicLong();

        @Override
        public long nowNs() {
            return nowNs.addAndGet(1_000_000);
        }

        @Override
        public long wallSeconds() {
            return 0;
        }
    }

    /** Tells the lane's thread, and can let it allocate as a careless engine would. */
    private static final class Watched implements Transport {
        private final Transport transport;
        volatile boolean plants;
        volatile byte[] planted;
        volatile long thread;

        Watched(Transport transport) {
            this.transport = transport;
        }

        @Override
        public String name() {
            return transport.name();
        }

        @Override
        public Lane open(LaneSpec spec, BurstHandler handler) throws TransportException {
            return transport.open(spec, new BurstHandler() {
                @Override
                public void onBurst(Burst burst) {
                    thread = Thread.currentThread().threadId();
                    if (plants) {
                        planted = new byte[1];
                    }
                    handler.onBurst(burst);
                }

                @Override
                public void onSendFailed(int datagrams) {
                    handler.onSendFailed(datagrams);
                }
            });
        }
    }

    @Test
    @Timeout(240)
    void shouldForwardTenMillionDatagramsWithoutAllocatingAByte() throws TransportException {
        assumeTrue(FfmTransport.obstacle() == null, FfmTransport::obstacle);
        assumeTrue(threads.isThreadAllocatedMemorySupported(), "this JVM does not count allocations");
        try (FfmTransport transport = new FfmTransport(IdlePlan.BLOCK);
                TrainSocket from = new TrainSocket(false);
                TrainSocket to = new TrainSocket(true)) {
            Watched watched = new Watched(transport);
            try (WideEngine engine = new WideEngine(TrainSocket.LOOPBACK4, new BurstTicks(), watched, SEED)) {
                CommitResult.Granted session = engine.session();
                Endpoint relay = knocking.latch(from, session.a());
                knocking.latch(to, session.b());
                to.receiveAndCount(); // what tells it that the other one is there, if it came late

                watched.plants = true;
                long planted = allocatedWhile(watched, () -> forward(from, relay, to, PLANTED, true));
                assertThat(planted).as("a planted allocation is seen").isPositive();
                watched.plants = false;

                forward(from, relay, to, WARM_UP, true);
                long bytes = allocatedWhile(watched, () -> forward(from, relay, to, DATAGRAMS, true));
                forward(from, relay, to, ALONE / 5, false);
                long bytesAlone = allocatedWhile(watched, () -> forward(from, relay, to, ALONE, false));
                assertForwarded(engine.totals());
                assertThat(bytes).as("bytes for " + DATAGRAMS + " datagrams").isZero();
                assertThat(bytesAlone)
                        .as("bytes for " + ALONE + " datagrams alone")
                        .isZero();
            }
        }
    }

    private static void assertForwarded(Totals totals) {
        assertThat(totals.forwarded()).isGreaterThanOrEqualTo(PLANTED + WARM_UP + DATAGRAMS + ALONE);
        assertThat(totals.dropped().get(DropReason.SEND_FAILED)).isZero();
        assertThat(totals.balanced()).isTrue();
    }

    private long allocatedWhile(Watched watched, Runnable work) {
        long before = threads.getThreadAllocatedBytes(watched.thread);
        work.run();
        return threads.getThreadAllocatedBytes(watched.thread) - before;
    }

    /** A train (if wanted) and a single datagram in turn, until so many have come out. */
    private static void forward(TrainSocket from, Endpoint relay, TrainSocket to, int datagrams, boolean trains) {
        long sent = 0;
        long arrived = 0;
        int quietPolls = 0;
        while (arrived < datagrams) {
            while (sent - arrived < WINDOW) {
                if (trains) {
                    from.sendTrain(relay, TRAIN, SEGMENT_BYTES);
                    sent += SEGMENTS;
                }
                from.send(relay, SINGLE);
                sent++;
            }
            int count = to.receiveAndCount();
            arrived += count;
            quietPolls = count > 0 ? 0 : quietPolls + 1;
            if (quietPolls > PATIENCE_POLLS) {
                // Lost in a buffer: these do not count.
                sent = arrived;
                quietPolls = 0;
            }
            Thread.onSpinWait();
        }
    }
}
