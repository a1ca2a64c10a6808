package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.engine.table.DirectMemory;
import dev.middleman.transport.memory.MemoryNetwork;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What is left of a middle-man that cannot be made. */
class ScarceMemoryTest {
    private final MemoryNetwork network = MemoryNetwork.announced();
    private final PortClaims claims = new PortClaims();

    private EngineComponent component(TableMemory memory) {
        EngineConfig config = ConfigOf.aNode().with("maxSessions", 100).config();
        return new EngineComponent(config, network.clock(), claims, memory);
    }

    /** Gives a number of buffers and then no more. */
    private static final class ScarceMemory implements TableMemory {
        private final DirectMemory real = new DirectMemory();
        private int left;
        private int inUse;

        private ScarceMemory(int buffers) {
            left = buffers;
        }

        @Override
        public String name() {
            return "scarce";
        }

        @Override
        public ByteBuffer allocate(int bytes) {
            if (left == 0) {
                throw new IllegalStateException("no more");
            }
            left--;
            inUse++;
            return real.allocate(bytes);
        }

        @Override
        public void release(ByteBuffer buffer) {
            inUse--;
            real.release(buffer);
        }
    }

    @Test
    void shouldKeepNeitherMemoryNorNameWhenThereIsTooLittleMemory() {
        ScarceMemory enough = new ScarceMemory(Integer.MAX_VALUE);
        EngineComponent served = component(enough);
        int needed = enough.inUse;
        assertThat(needed).isGreaterThan(3);
        served.stop();
        assertThat(enough.inUse).isZero();
        for (int buffers = 0; buffers < needed; buffers++) {
            ScarceMemory scarce = new ScarceMemory(buffers);
            assertThatThrownBy(() -> component(scarce)).hasMessage("no more");
            assertThat(scarce.left).isZero();
            assertThat(scarce.inUse).isZero();
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
        assertThat(untouched.left).isEqualTo(Integer.MAX_VALUE);
        first.stop();
    }
}
