package dev.middleman.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.middleman.api.memory.TableMemory;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TableSizeTest {
    private static final int SESSIONS = 20_000;

    private final CountingMemory memory = new CountingMemory();

    @Test
    void shouldHoldAMillionSessionsIn320Megabytes() {
        assertThat(bytesOfAMillion(false)).isBetween(256_000_000L, 320_000_000L);
    }

    @Test
    void shouldTakeMoreOnlyWhereAddressesAreClaimed() {
        assertThat(bytesOfAMillion(true)).isBetween(bytesOfAMillion(false) + 1, 350_000_000L);
    }

    private long bytesOfAMillion(boolean claims) {
        SourceCounts sources = new SourceCounts(memory, SESSIONS, 64, 1);
        SessionTable table = new SessionTable(memory, SESSIONS, claims, sources, new Random(1));
        long bytes = memory.bytes;
        table.release();
        sources.release();
        assertThat(memory.bytes).isZero();
        return bytes * (1_000_000 / SESSIONS);
    }

    @Test
    void shouldGiveEachLegACacheLineOfItsOwn() {
        Legs legs = new Legs(new DirectMemory(), 100);
        assertThat(legs.bytes().alignmentOffset(0, 64)).isZero();
        assertThat(legs.bytes().capacity()).isEqualTo(200 * 64);
    }

    @Test
    void shouldRefuseMoreSessionsThanARefCanName() {
        SourceCounts sources = new SourceCounts(memory, 1, 64, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SessionTable(memory, Slots.MAX + 1, false, sources, new Random(1)))
                .withMessageContaining("4194305")
                .withMessageContaining("1..4194304");
    }

    @Test
    void shouldAlignAndZeroDirectMemory() {
        ByteBuffer buffer = new DirectMemory().allocate(100);
        assertThat(buffer.limit()).isEqualTo(100);
        assertThat(buffer.alignmentOffset(0, 64)).isZero();
        buffer.put(99, (byte) 1);
        new DirectMemory().release(buffer);
        assertThat(buffer.get(99)).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DirectMemory().allocate(0))
                .withMessageContaining("0 bytes");
    }

    private static final class CountingMemory implements TableMemory {
        private final DirectMemory real = new DirectMemory();
        private long bytes;

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public ByteBuffer allocate(int wanted) {
            bytes += wanted;
            return real.allocate(wanted);
        }

        @Override
        public void release(ByteBuffer buffer) {
            bytes -= buffer.limit();
            real.release(buffer);
        }
    }
}
