package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import dev.middleman.engine.shard.Ledger;
import dev.middleman.engine.shard.Outside;
import dev.middleman.engine.shard.Shard;
import dev.middleman.engine.shard.ShardSettings;
import dev.middleman.engine.shard.SourceRules;
import dev.middleman.engine.table.DirectMemory;
import dev.middleman.engine.table.SessionTable;
import dev.middleman.engine.table.SourceCounts;
import dev.middleman.transport.memory.VirtualClock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where a command goes while the lane changes. The lanes are played: they run what they took when the test says so. */
class ShardSeatTest {
    private static final LaneSpec SPEC = new LaneSpec(
            "m/shard-0", Optional.of(Endpoint.ofIp4(0x7f00_0001, 0)), Optional.empty(), PortPlan.listed(20_000), 1);

    private final List<String> log = new ArrayList<>();
    private final PlayedLane former = new PlayedLane("former");
    private final PlayedLane next = new PlayedLane("next");
    private final ShardSeat seat = new ShardSeat(shard(), new Object());

    private static Shard shard() {
        Random random = new Random(1);
        SourceCounts sources = new SourceCounts(new DirectMemory(), 64, 64, 1);
        SessionTable table = new SessionTable(new DirectMemory(), 64, true, sources, random);
        Ledger ledger = new Ledger() {
            @Override
            public void latched(int owner) {}

            @Override
            public void ended(int owner, boolean wasPending, int kbitPerSecond) {}
        };
        Outside outside = new Outside(new VirtualClock(), random, () -> new Handle(1, 1), ledger);
        return new Shard(
                table,
                new ShardSettings(1_000, EnumSet.allOf(LatchMode.class)),
                new SourceRules(false, false, List.of()),
                outside);
    }

    private final class PlayedLane extends WillingLane implements Transport {
        private final String name;
        private final Queue<Runnable> commands = new ArrayDeque<>();
        private boolean refuses;
        private boolean busy;
        private Runnable beforeItRefuses = () -> {};
        private Runnable whileItLeaves = () -> {};

        PlayedLane(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Lane open(LaneSpec spec, BurstHandler handler) {
            refuses = false;
            return this;
        }

        @Override
        public int[] ports() {
            return new int[] {20_000};
        }

        @Override
        public boolean execute(Runnable command) {
            beforeItRefuses.run();
            return !refuses && commands.size() < MAX_QUEUED_COMMANDS && commands.add(command);
        }

        void runCommands() {
            while (!commands.isEmpty()) {
                commands.remove().run();
            }
        }

        @Override
        public void complete() {
            whileItLeaves.run();
            if (busy) {
                throw new IllegalStateException(name + " is busy");
            }
            refuses = this == former;
            runCommands();
        }

        @Override
        public void close() {
            refuses = true;
            if (busy) {
                throw new IllegalStateException(name + " is busy");
            }
            runCommands();
        }
    }

    @BeforeEach
    void open() throws TransportException {
        seat.open(former, SPEC);
        former.runCommands();
    }

    private boolean execute(String name) {
        return seat.execute(() -> log.add(name));
    }

    private void move() throws TransportException {
        assertThat(seat.prepare(next, SPEC)).isTrue();
        seat.move();
    }

    /** The lane was looked up, and has let go of the shard when it is asked. */
    @Test
    void shouldTryAgainOnTheNextLaneWhenTheLaneChangesMeanwhile() {
        former.beforeItRefuses = () -> {
            former.beforeItRefuses = () -> {};
            try {
                move();
            } catch (TransportException e) {
                throw new AssertionError(e);
            }
        };
        assertThat(execute("command")).isTrue();
        assertThat(log).isEmpty();
        next.runCommands();
        assertThat(log).containsExactly("command");
    }

    @Test
    void shouldRefuseWhenTheLaneRefusesAndIsStillTheSame() {
        former.refuses = true;
        assertThat(execute("command")).isFalse();
    }

    /** While nobody has the shard. */
    @Test
    void shouldRunOnTheNextLaneInOrderWhatComesWhileItMoves() throws TransportException {
        execute("before");
        former.whileItLeaves = () -> {
            assertThat(execute("meanwhile 1")).isTrue();
            assertThat(execute("meanwhile 2")).isTrue();
            assertThat(log).isEmpty();
        };
        move();
        assertThat(log).as("by the former lane").containsExactly("before");
        execute("after");
        next.runCommands();
        assertThat(log).containsExactly("before", "meanwhile 1", "meanwhile 2", "after");
    }

    @Test
    void shouldRunOnTheFormerLaneWhatCameWhileItDidNotLeave() {
        former.busy = true;
        former.whileItLeaves = () -> assertThat(execute("meanwhile")).isTrue();
        assertThatThrownBy(this::move).isInstanceOf(TransportException.class).hasMessage("former is busy");
        assertThat(next.commands).isEmpty();
        former.runCommands();
        assertThat(log).containsExactly("meanwhile");
        assertThat(seat.isSeated()).isTrue();
    }

    /** What found the lane's queue full goes to it when something else comes, or with the next tick. */
    @Test
    void shouldKeepWhatTheFormerLaneHasNoRoomFor() {
        former.busy = true;
        former.whileItLeaves = () -> assertThat(execute("meanwhile")).isTrue();
        while (former.commands.size() < Lane.MAX_QUEUED_COMMANDS) {
            former.commands.add(() -> {});
        }
        assertThatThrownBy(this::move).isInstanceOf(TransportException.class);
        former.runCommands();
        assertThat(log).isEmpty();
        seat.requestSweep();
        former.runCommands();
        assertThat(log).containsExactly("meanwhile");
    }

    @Test
    void shouldHoldNoMoreThanALaneWhileItMoves() throws TransportException {
        former.whileItLeaves = () -> {
            for (int i = 0; i < Lane.MAX_QUEUED_COMMANDS; i++) {
                assertThat(seat.execute(() -> {})).isTrue();
            }
            assertThat(execute("too many")).isFalse();
        };
        move();
        assertThat(log).isEmpty();
    }

    /** Its thread has the shard, so nobody else may touch that. */
    @Test
    void shouldTakeNoCommandWhileALaneThatWasToldToCloseIsBusy() throws TransportException {
        former.busy = true;
        assertThatThrownBy(seat::park).isInstanceOf(IllegalStateException.class).hasMessage("former is busy");
        assertThat(execute("command")).isFalse();
        assertThat(seat.isSeated()).isFalse();
        assertThatThrownBy(() -> seat.open(next, SPEC)).isInstanceOf(TransportException.class);
        former.busy = false;
        seat.open(next, SPEC);
        assertThat(seat.isSeated()).isTrue();
        assertThat(execute("command")).isTrue();
    }
}
