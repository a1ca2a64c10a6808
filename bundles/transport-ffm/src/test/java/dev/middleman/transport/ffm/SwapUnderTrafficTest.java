package dev.middleman.transport.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.api.relay.Swap;
import dev.middleman.api.time.Ticks;
import dev.middleman.api.transport.Transport;
import dev.middleman.engine.WideEngine;
import dev.middleman.transport.netty.NettyTransports;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Lines go on while they are moved from one transport to another, {@value #SWAPS} times in a row at {@value #PER_SECOND}
 * datagrams/s, with as many ports as a node has by default.
 */
@Timeout(120)
class SwapUnderTrafficTest {
    private static final int SWAPS = 20;
    private static final int PER_SECOND = 20_000;
    private static final int PORTS = 1_024;
    private static final int LINES = 4;
    private static final long SEED = 20_261_127;

    /** Received between two swaps, so that each is made under traffic. */
    private static final int BETWEEN = PER_SECOND / 10;

    private final Transport ffm = new FfmTransport(IdlePlan.BLOCK);
    private final Transport epoll = NettyTransports.epoll();
    private final Transport nio = NettyTransports.nio();

    private static final class SystemTicks implements Ticks {
        @Override
        public long nowNs() {
            return System.nanoTime();
        }

        @Override
        public long wallSeconds() {
            return 0;
        }
    }

    @BeforeEach
    void assumeThatItRuns() {
        assumeTrue(FfmTransport.obstacle() == null, FfmTransport::obstacle);
        assumeTrue(epoll != null, "Netty's native library does not load here");
    }

    @AfterEach
    void close() {
        ((FfmTransport) ffm).close();
        NettyTransports.close(nio);
        if (epoll != null) {
            NettyTransports.close(epoll);
        }
    }

    @Test
    void shouldLoseNothingBetweenEpollAndForeign() throws Exception {
        Traffic.Result result = swap(epoll, ffm, Swap.Way.STEERED);
        assertThat(result.lost()).as("lost of " + result.sent()).isZero();
    }

    @Test
    void shouldLoseNextToNothingBetweenNioAndForeign() throws Exception {
        Traffic.Result result = swap(nio, ffm, Swap.Way.STEERED);
        assertThat(result.lost()).as("lost of " + result.sent()).isLessThanOrEqualTo(result.sent() / 1_000);
    }

    @Test
    void shouldLoseNextToNothingBetweenNioAndEpoll() throws Exception {
        Traffic.Result result = swap(nio, epoll, Swap.Way.STEERED);
        assertThat(result.lost()).as("lost of " + result.sent()).isLessThanOrEqualTo(result.sent() / 1_000);
    }

    /** What arrives while the former one closes its sockets, one after the other, is lost. */
    @Test
    void shouldLoseLittleBetweenTwoThatCannotSteer() throws Exception {
        Transport another = NettyTransports.nio();
        Traffic.Result result = swap(nio, another, Swap.Way.SHARED);
        NettyTransports.close(another);
        assertThat(result.lost()).as("lost of " + result.sent()).isLessThanOrEqualTo(result.sent() / 10);
    }

    /** Swaps to and fro under traffic, and looks at what is left behind. */
    private Traffic.Result swap(Transport one, Transport other, Swap.Way way) throws Exception {
        try (WideEngine engine = new WideEngine(TrainSocket.LOOPBACK4, new SystemTicks(), one, SEED, PORTS);
                Traffic traffic = new Traffic(engine, LINES, PER_SECOND).start()) {
            // Whatever is made once has been made by then.
            engine.use(other);
            engine.use(one);
            awaitOneLane();
            long files = openFiles();
            long forwarded = engine.totals().forwarded();
            List<Swap> swaps = new ArrayList<>();
            for (int i = 0; i < SWAPS; i++) {
                Transport next = i % 2 == 0 ? other : one;
                Transport former = i % 2 == 0 ? one : other;
                swaps.add(engine.use(next).orElseThrow());
                awaitOneLane();
                assertThat(buffersLeft(former)).as("buffers after a swap").isZero();
                forwarded = awaitForwarded(engine, forwarded + BETWEEN);
            }
            Traffic.Result result = traffic.stop();
            System.out.println(one.name() + " <-> " + other.name() + ": " + result + " " + swaps.get(0));
            assertThat(swaps).allMatch(swap -> swap.way() == way && swap.sessions() == LINES);
            // Every transport can tell, and what it tells of is missing.
            assertThat(swaps).allMatch(swap -> swap.lost() >= 0);
            assertThat(swaps.stream().mapToLong(Swap::lost).sum()).isLessThanOrEqualTo(result.lost());
            assertThat(result.disordered()).as("overtaken").isLessThanOrEqualTo(result.sent() / 100);
            assertThat(result.sent()).isGreaterThan(SWAPS * BETWEEN);
            awaitOneLane();
            assertThat(openFiles()).as("open files").isLessThanOrEqualTo(files - 2 * LINES);
            assertThat(engine.totals().balanced()).isTrue();
            assertThat(engine.totals().live()).isEqualTo(LINES);
            return result;
        }
    }

    private static long awaitForwarded(WideEngine engine, long least) {
        long forwarded = engine.totals().forwarded();
        while (forwarded < least) {
            Thread.onSpinWait();
            forwarded = engine.totals().forwarded();
        }
        return forwarded;
    }

    private long buffersLeft(Transport transport) {
        return transport == ffm ? 0 : NettyTransports.directBytes(transport);
    }

    /** The thread of Netty's loop ends a moment after it said so; one that stays runs into the test's time limit. */
    private static void awaitOneLane() {
        while (laneThreads() > 1) {
            Thread.onSpinWait();
        }
        assertThat(laneThreads()).as("threads of lanes").isEqualTo(1);
    }

    private static long laneThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("m/shard-0"))
                .count();
    }

    private static long openFiles() {
        return new File("/proc/self/fd").list().length;
    }
}
