package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.engine.table.DirectMemory;
import dev.middleman.testkit.memory.ScarceMemory;
import dev.middleman.transport.memory.MemoryNetwork;
import org.junit.jupiter.api.Test;

/** What is left of a middle-man that cannot be made. */
class ScarceMemoryTest {
    private final MemoryNetwork network = MemoryNetwork.announced();
    private final PortClaims claims = new PortClaims();

    private EngineComponent component(TableMemory memory) {
        EngineConfig config = ConfigOf.aNode().with("maxSessions", 100).config();
        return new EngineComponent(config, network.clock(), claims, memory);
    }

    @Test
    void shouldKeepNeitherMemoryNorNameWhenThereIsTooLittleMemory() {
        ScarceMemory enough = new ScarceMemory(Integer.MAX_VALUE);
        EngineComponent served = component(enough);
        int needed = enough.inUse();
        assertThat(needed).isGreaterThan(3);
        served.stop();
        assertThat(enough.inUse()).isZero();
        for (int buffers = 0; buffers < needed; buffers++) {
            ScarceMemory scarce = new ScarceMemory(buffers);
            assertThatThrownBy(() -> component(scarce)).hasMessage(ScarceMemory.NO_MORE);
            assertThat(scarce.left()).isZero();
            assertThat(scarce.inUse()).isZero();
        }
        component(new DirectMemory()).stop();
    }

    @Test
    void shouldTakeNoMemoryForANameThatIsTaken() {
        EngineComponent first = component(new DirectMemory());
        ScarceMemory untouched = new ScarceMemory(Integer.MAX_VALUE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> component(untouched))
                .withMessageContaining("is taken");
        assertThat(untouched.left()).isEqualTo(Integer.MAX_VALUE);
        first.stop();
    }
}
