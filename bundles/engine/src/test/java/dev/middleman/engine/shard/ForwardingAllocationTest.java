package dev.middleman.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.api.relay.CommitResult;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class ForwardingAllocationTest {
    private static final int DATAGRAMS = 200_000;

    private final HandShard node = new HandShard(42);

    @Test
    void shouldForwardAndSweepWithoutAllocating() {
        assumeTrue(
                ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
                        && threads.isThreadAllocatedMemorySupported(),
                "this JVM does not count allocations");
        CommitResult.Granted granted = node.session();
        node.latch(granted.a(), 1_000);
        node.latch(granted.b(), 2_000);
        long one = allocatedBy(() -> assertThat(new byte[DATAGRAMS]).hasSize(DATAGRAMS));
        assertThat(one).as("an allocation is seen").isGreaterThanOrEqualTo(DATAGRAMS);

        forwardMany();
        long bytes = allocatedBy(this::forwardMany);
        assertThat(node.burst.forwards).isEqualTo(2 * DATAGRAMS);
        assertThat(bytes).as("bytes for " + DATAGRAMS + " datagrams").isLessThan(2_000);
    }

    private void forwardMany() {
        node.burst
                .from(HandShard.IP4_HIGH, HandShard.IP4_LOW, 1_000, HandShard.PORT)
                .payload(100);
        for (int i = 0; i < DATAGRAMS; i++) {
            if (i % 1_000 == 0) {
                node.ticks.passMs(10);
                node.shard.sweep();
            }
            node.shard.onBurst(node.burst);
        }
    }

    private static long allocatedBy(Runnable work) {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(id);
        work.run();
        return threads.getThreadAllocatedBytes(id) - before;
    }
}
