package dev.middleman.transport.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.Burst;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.TransportException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A lane that is open does at once what it is told; seen by whether its thread uses the processor. */
class ChangingIdleTest {
    private static final String NAME = "m1/shard-0";
    private static final long A_LOT_NS = 20_000_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void shouldSpinAndSleepAsToldWhileItIsOpen() throws TransportException {
        assumeTrue(FfmTransport.obstacle() == null, FfmTransport::obstacle);
        try (FfmTransport transport = new FfmTransport(IdlePlan.BLOCK);
                Lane lane = transport.open(spec(), new Ignoring())) {
            long thread = run(lane, () -> Thread.currentThread().threadId());

            transport.setIdle(new IdlePlan(Idle.BLOCK, Map.of(NAME, Idle.SPIN)));
            long before = threads.getThreadCpuTime(thread);
            while (threads.getThreadCpuTime(thread) - before < A_LOT_NS) {
                Thread.yield();
            }

            transport.setIdle(new IdlePlan(Idle.SPIN, Map.of(NAME, Idle.BLOCK)));
            while (isBusy(thread)) {
                Thread.yield();
            }
            assertThat(run(lane, () -> 1)).as("it still wakes up").isOne();
        }
    }

    /** Whether the thread used the processor while this one used a lot of it. */
    private boolean isBusy(long thread) {
        long before = threads.getThreadCpuTime(thread);
        long begun = threads.getCurrentThreadCpuTime();
        while (threads.getCurrentThreadCpuTime() - begun < A_LOT_NS) {
            Thread.onSpinWait();
        }
        return threads.getThreadCpuTime(thread) != before;
    }

    private static <T> T run(Lane lane, Supplier<T> command) {
        CompletableFuture<T> result = new CompletableFuture<>();
        assertThat(lane.execute(() -> result.complete(command.get()))).isTrue();
        return result.join();
    }

    private static LaneSpec spec() {
        Endpoint loopback = Endpoint.ofIp4(0x7f00_0001, 0);
        return new LaneSpec(NAME, Optional.of(loopback), Optional.empty(), PortPlan.ephemeral(1), 1 << 16);
    }

    private static final class Ignoring implements BurstHandler {
        @Override
        public void onBurst(Burst burst) {}

        @Override
        public void onSendFailed(int datagrams) {}
    }
}
