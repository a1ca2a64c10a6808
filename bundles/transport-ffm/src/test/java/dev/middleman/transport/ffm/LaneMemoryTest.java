package dev.middleman.transport.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.TransportException;
import dev.middleman.testkit.memory.ScarceMemory;
import java.lang.foreign.Arena;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A lane's buffers come from the memory that the transport was given, all of them go back, and there are none without it. */
@Timeout(60)
class LaneMemoryTest {
    private final FfmTransport transport = new FfmTransport(IdlePlan.BLOCK);
    private final ScarceMemory memory = new ScarceMemory(Integer.MAX_VALUE);

    @BeforeEach
    void use() {
        assumeTrue(FfmTransport.obstacle() == null, FfmTransport::obstacle);
        transport.use(memory);
    }

    @AfterEach
    void close() {
        transport.close();
    }

    private Lane open() throws TransportException {
        LaneSpec spec = new LaneSpec(
                "scarce", Optional.of(TrainSocket.LOOPBACK4), Optional.empty(), PortPlan.ephemeral(1), 1 << 16);
        return transport.open(spec, new Forwarder());
    }

    @Test
    void shouldTakeAllBuffersFromTheMemoryAndGiveThemBack() throws TransportException {
        Lane lane = open();
        assertThat(memory.bytes()).as("at least the payload buffers").isGreaterThan(16 * 65_536);
        lane.close();
        assertThat(memory.inUse()).isZero();
    }

    @Test
    void shouldNotOpenOnLessAndSayWhy() throws TransportException {
        open().close();
        int needed = Integer.MAX_VALUE - memory.left();
        assertThat(needed).isPositive();
        for (int buffers = 0; buffers < needed; buffers++) {
            ScarceMemory less = new ScarceMemory(buffers);
            transport.use(less);
            assertThatThrownBy(this::open)
                    .isInstanceOf(TransportException.class)
                    .hasMessage(ScarceMemory.NO_MORE);
            assertThat(less.left()).isZero();
            assertThat(less.inUse()).isZero();
        }
        transport.use(new ScarceMemory(needed));
        open().close();
    }

    @Test
    void shouldRefuseAnAlignmentThatTableMemoryDoesNotHave() {
        try (Arena arena = Arena.ofConfined();
                LaneMemory buffers = new LaneMemory(memory, arena)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> buffers.allocate(10, 128))
                    .withMessage("alignment 128 is not in 1..64");
        }
    }
}
