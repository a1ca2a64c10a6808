package dev.middleman.transport.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.transport.Burst;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import java.lang.annotation.Annotation;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemoryTransportComponentTest {

    @Test
    void shouldStepWithTheNodesTicksOnAThreadOfItsOwnAndEndIt() throws Exception {
        MemoryTransportComponent component = new MemoryTransportComponent(new MemoryTransportComponent.Config() {
            @Override
            public long seed() {
                return 5;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return MemoryTransportComponent.Config.class;
            }
        });
        Lane lane = component.open(
                new LaneSpec(
                        "real-time",
                        Optional.of(MemoryNetwork.ip4(203, 0, 113, 7)),
                        Optional.empty(),
                        PortPlan.ephemeral(1),
                        1 << 16),
                new Ignoring());
        CompletableFuture<Thread> ranOn = new CompletableFuture<>();
        lane.execute(() -> ranOn.complete(Thread.currentThread()));
        assertThat(ranOn).isNotDone();

        component.onTick(-3);
        component.onTick(10_000_000);

        Thread stepper = ranOn.get(10, TimeUnit.SECONDS);
        assertThat(stepper.getName()).isEqualTo("transport-memory");
        component.deactivate();
        assertThat(lane.execute(() -> {})).isFalse();
        stepper.join(10_000);
        assertThat(stepper.isAlive()).isFalse();
    }

    private static final class Ignoring implements BurstHandler {
        @Override
        public void onBurst(Burst burst) {
            // Dropped.
        }

        @Override
        public void onSendFailed(int datagrams) {
            throw new AssertionError("nothing was sent");
        }
    }
}
