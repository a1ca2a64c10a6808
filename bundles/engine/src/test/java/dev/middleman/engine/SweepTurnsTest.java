package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.policy.SessionLimits;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import dev.middleman.engine.shard.HandTicks;
import dev.middleman.engine.shard.Ledger;
import dev.middleman.engine.shard.Outside;
import dev.middleman.engine.shard.Shard;
import dev.middleman.engine.shard.ShardSettings;
import dev.middleman.engine.shard.SourceRules;
import dev.middleman.engine.table.DirectMemory;
import dev.middleman.engine.table.SessionTable;
import dev.middleman.engine.table.SourceCounts;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a seat shares a lane's time between the sweep and all else. */
@Timeout(30)
class SweepTurnsTest {
    private static final int SESSIONS = 100;
    private static final SessionLimits LIMITS = new SessionLimits(1_000, 5_000, 64);
    private static final int ENDED_AT_ONCE = 8;

    private final HandTicks ticks = new HandTicks();
    private final Queue<Runnable> commands = new ArrayDeque<>();
    private final Shard shard = shard();
    private final ShardSeat seat = new ShardSeat(shard, new Object());

    @Test
    void shouldLeaveTheLaneToOthersAfterEachPiece() throws TransportException {
        open();
        holdAll();
        ticks.passMs(1_900);
        seat.requestSweep();
        for (int left = SESSIONS; left > ENDED_AT_ONCE; left -= ENDED_AT_ONCE) {
            assertThat(commands).hasSize(1);
            commands.remove().run();
            assertThat(shard.totals().held()).isEqualTo(left - ENDED_AT_ONCE);
            seat.requestSweep();
            assertThat(commands).as("a tick meanwhile adds none").hasSize(1);
        }
        commands.remove().run();
        assertThat(shard.totals().held()).isZero();
        assertThat(commands).isEmpty();
    }

    @Test
    void shouldFinishAtOnceWhenThereIsNoLane() {
        holdAll();
        ticks.passMs(1_900);
        seat.requestSweep();
        assertThat(shard.totals().held()).isZero();
    }

    private void holdAll() {
        for (int i = 0; i < SESSIONS; i++) {
            assertThat(shard.hold(0, LIMITS, 1)).isNotNull();
        }
    }

    private void open() throws TransportException {
        Optional<Endpoint> ip4 = Optional.of(Endpoint.ofIp4(0x7f000001, 0));
        LaneSpec spec = new LaneSpec("test", ip4, Optional.empty(), PortPlan.listed(new int[] {20_000}), 65_536);
        seat.open(new QueueTransport(), spec);
        commands.remove().run();
    }

    private Shard shard() {
        Random random = new Random(42);
        DirectMemory memory = new DirectMemory();
        SourceCounts sources = new SourceCounts(memory, SESSIONS, 64, 1);
        SessionTable table = new SessionTable(memory, SESSIONS, false, sources, random);
        Outside outside =
                new Outside(ticks, random, () -> new Handle(random.nextLong(), random.nextLong()), new NoLedger());
        return new Shard(
                table,
                new ShardSettings(16, Set.of(LatchMode.KNOCK)),
                new SourceRules(true, false, List.of()),
                outside);
    }

    private final class QueueTransport implements Transport {
        @Override
        public String name() {
            return "queue";
        }

        @Override
        public Lane open(LaneSpec spec, BurstHandler handler) {
            return new QueueLane();
        }
    }

    /** Runs nothing by itself. */
    private final class QueueLane implements Lane {
        @Override
        public int[] ports() {
            return new int[] {20_000};
        }

        @Override
        public boolean execute(Runnable command) {
            return commands.add(command);
        }

        @Override
        public boolean sendKnock(int localPort, long high, long low, int port, byte[] frame) {
            return true;
        }

        @Override
        public void close() {}
    }

    private static final class NoLedger implements Ledger {
        @Override
        public void latched(int owner) {}

        @Override
        public void ended(int owner, boolean wasPending, int kbitPerSecond) {}
    }
}
