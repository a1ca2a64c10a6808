package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.Burst;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Handover;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The order of a swap, and that nothing stays behind when it does not come about. */
class LaneSwapTest {
    private static final LaneSpec SPEC = new LaneSpec(
                    "m/shard-0",
                    Optional.of(Endpoint.ofIp4(0x7f00_0001, 0)),
                    Optional.empty(),
                    PortPlan.listed(20_000),
                    1)
            .besideAnother();

    private final List<String> log = new ArrayList<>();

    /** Notes what is done to it. */
    private final class NotedLane implements Lane {
        private final String name;
        private final boolean shares;
        private final boolean steers;
        private long overflows;
        private boolean busy;
        private boolean deaf;
        private int ports = 1;
        /** How often it finds something when it looks. */
        private int waiting;

        NotedLane(String name, boolean shares, boolean steers) {
            this.name = name;
            this.shares = shares;
            this.steers = steers;
        }

        @Override
        public int[] ports() {
            return IntStream.range(20_000, 20_000 + ports).toArray();
        }

        @Override
        public boolean execute(Runnable command) {
            return false;
        }

        @Override
        public boolean sendKnock(int localPort, long high, long low, int port, byte[] frame) {
            return false;
        }

        @Override
        public long overflows() {
            return overflows;
        }

        @Override
        public Optional<Handover> handover() {
            return shares ? Optional.of(new NotedHandover(this)) : Optional.empty();
        }

        @Override
        public void close() {
            log.add(name + " closes");
        }
    }

    private final class NotedHandover implements Handover {
        private final NotedLane lane;

        NotedHandover(NotedLane lane) {
            this.lane = lane;
        }

        @Override
        public boolean steer(int from, int to) {
            log.add(lane.name + (lane.steers ? " steers " : " cannot steer ") + from + ".." + to);
            return lane.steers;
        }

        @Override
        public int look() {
            log.add(lane.name + " looks");
            if (lane.deaf) {
                throw new IllegalStateException(lane.name + " is deaf");
            }
            return lane.waiting-- > 0 ? 1 : 0;
        }

        @Override
        public void complete() {
            if (lane.busy) {
                throw new IllegalStateException(lane.name + " is busy");
            }
            log.add(lane.name + " completes");
            lane.overflows += 3;
        }

        @Override
        public void cancel() {
            log.add(lane.name + " cancels");
        }
    }

    private static final BurstHandler NOBODY = new BurstHandler() {
        @Override
        public void onBurst(Burst burst) {}

        @Override
        public void onSendFailed(int datagrams) {}
    };

    private static final Consumer<Lane> NOBODY_TOLD = lane -> {};

    private static Transport opening(Lane lane) {
        return new Transport() {
            @Override
            public String name() {
                return "next";
            }

            @Override
            public Lane open(LaneSpec spec, BurstHandler handler) throws TransportException {
                if (lane == null) {
                    throw new TransportException("port 20000 is in use");
                }
                return lane;
            }
        };
    }

    private Optional<LaneSwap> prepare(NotedLane former, NotedLane next) throws TransportException {
        return LaneSwap.prepare(former, opening(next), SPEC, NOBODY);
    }

    @Test
    void shouldLetTheFormerLeaveBeforeTheNextBeginsAndCloseItsSocketsLast() throws TransportException {
        NotedLane former = new NotedLane("former", true, false);
        former.overflows = 100;
        LaneSwap swap = prepare(former, new NotedLane("next", true, true)).orElseThrow();
        assertThat(log).isEmpty();
        assertThat(swap.holder()).isSameAs(former);
        assertThat(swap.complete(NOBODY_TOLD)).isEqualTo(new LaneSwap.Outcome(true, 6));
        assertThat(log)
                .containsExactly(
                        "former completes",
                        "former cannot steer 0..1",
                        "next steers 0..1",
                        "former looks",
                        "next looks",
                        "former looks",
                        "former looks",
                        "next completes",
                        "former closes");
        assertThat(swap.holder()).isSameAs(swap.next());
    }

    /** Each time the shard has to know through which of them it sends. */
    @Test
    void shouldServeWithBothInTurnWhileSomePortsAtATimeGoOver() throws TransportException {
        NotedLane next = new NotedLane("next", true, true);
        next.ports = 150;
        LaneSwap swap = prepare(new NotedLane("former", true, true), next).orElseThrow();
        swap.complete(lane -> log.add("shard on " + ((NotedLane) lane).name));
        List<String> turn = List.of("shard on former", "former looks", "shard on next", "next looks");
        List<String> expected = new ArrayList<>(List.of("former completes"));
        for (String part : List.of("0..64", "64..128", "128..150")) {
            expected.add("former steers " + part);
            expected.addAll(turn);
        }
        for (int look = 0; look < 2; look++) {
            expected.addAll(turn.subList(0, 2));
        }
        expected.addAll(List.of("shard on next", "next completes", "former closes"));
        assertThat(log).isEqualTo(expected);
    }

    @Test
    void shouldLookAtTheFormerUntilNothingComesThere() throws TransportException {
        NotedLane former = new NotedLane("former", true, true);
        former.waiting = 4;
        prepare(former, new NotedLane("next", true, true)).orElseThrow().complete(NOBODY_TOLD);
        assertThat(log).filteredOn("former looks"::equals).hasSize(6);
    }

    @Test
    void shouldNotLookForEverWhereNobodySteers() throws TransportException {
        NotedLane former = new NotedLane("former", true, false);
        former.waiting = Integer.MAX_VALUE;
        prepare(former, new NotedLane("next", true, false)).orElseThrow().complete(NOBODY_TOLD);
        assertThat(log).filteredOn("former looks"::equals).hasSize(17);
    }

    @Test
    void shouldCloseTheFormerBeforeTheNextBeginsWhenNobodyCanSteer() throws TransportException {
        NotedLane next = new NotedLane("next", true, false);
        next.ports = 150;
        LaneSwap swap = prepare(new NotedLane("former", true, false), next).orElseThrow();
        assertThat(swap.complete(NOBODY_TOLD).steered()).isFalse();
        assertThat(log)
                .containsOnlyOnce("former cannot steer 0..64", "next cannot steer 0..64")
                .containsSubsequence("former completes", "former closes", "next completes")
                .noneMatch(line -> line.contains("64..128"));
    }

    /** Or two threads would have the shard. */
    @Test
    void shouldNotBeginWhileTheFormerIsBusy() throws TransportException {
        NotedLane former = new NotedLane("former", true, true);
        former.busy = true;
        LaneSwap swap = prepare(former, new NotedLane("next", true, true)).orElseThrow();
        assertThatThrownBy(() -> swap.complete(lane -> log.add("next has the shard")))
                .isInstanceOf(TransportException.class)
                .hasMessage("former is busy");
        assertThat(log).containsExactly("next cancels", "former cancels");
        assertThat(swap.holder()).isSameAs(former);
    }

    @Test
    void shouldSayThatNobodyHasTheShardWhenTheNextCannotBegin() throws TransportException {
        NotedLane next = new NotedLane("next", true, true);
        next.busy = true;
        LaneSwap swap = prepare(new NotedLane("former", true, true), next).orElseThrow();
        assertThatThrownBy(() -> swap.complete(NOBODY_TOLD)).isInstanceOf(TransportException.class);
        assertThat(log).startsWith("former completes").endsWith("next closes", "former closes");
        assertThat(swap.holder()).isNull();
    }

    @Test
    void shouldSayThatNobodyHasTheShardWhenOneCannotLook() throws TransportException {
        NotedLane next = new NotedLane("next", true, true);
        next.deaf = true;
        LaneSwap swap = prepare(new NotedLane("former", true, true), next).orElseThrow();
        assertThatThrownBy(() -> swap.complete(NOBODY_TOLD))
                .isInstanceOf(TransportException.class)
                .hasMessage("next is deaf");
        assertThat(log).endsWith("next looks", "next closes", "former closes");
        assertThat(swap.holder()).isNull();
    }

    @Test
    void shouldLeaveEverythingAsItWasWhenTheNextCannotBind() {
        assertThatThrownBy(() -> prepare(new NotedLane("former", true, true), null))
                .isInstanceOf(TransportException.class)
                .hasMessage("port 20000 is in use");
        assertThat(log).containsExactly("former cancels");
    }

    @Test
    void shouldLeaveEverythingAsItWasWhenTheNextCannotShare() throws TransportException {
        assertThat(prepare(new NotedLane("former", true, true), new NotedLane("next", false, false)))
                .isEmpty();
        assertThat(log).containsExactly("next closes", "former cancels");
    }

    @Test
    void shouldOpenNothingWhenTheFormerCannotShare() throws TransportException {
        assertThat(prepare(new NotedLane("former", false, false), null)).isEmpty();
        assertThat(log).isEmpty();
    }

    @Test
    void shouldSayThatLossIsUnknownWhenOneLaneDoesNotTell() throws TransportException {
        NotedLane former = new NotedLane("former", true, true);
        former.overflows = Lane.UNKNOWN;
        LaneSwap swap = prepare(former, new NotedLane("next", true, true)).orElseThrow();
        assertThat(swap.complete(NOBODY_TOLD).lost()).isEqualTo(Lane.UNKNOWN);
    }
}
