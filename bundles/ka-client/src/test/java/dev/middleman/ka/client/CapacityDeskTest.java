package dev.middleman.ka.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ControlRequest;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.Observer;
import dev.middleman.api.control.Reply;
import dev.middleman.api.control.Status;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.LegRequest;
import dev.middleman.transport.memory.VirtualClock;
import dev.middleman.wire.control.Commit;
import dev.middleman.wire.control.CommitLeg;
import dev.middleman.wire.control.Granted;
import dev.middleman.wire.control.Hold;
import dev.middleman.wire.control.NodeTotals;
import dev.middleman.wire.id.Octets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CapacityDeskTest {
    private static final int OWNER = 3;
    private static final String SERVER = "pin";
    private static final CommitLeg KNOCK = new CommitLeg(LatchMode.KNOCK, Optional.empty(), false);
    private static final byte[] DETAILS = new Commit(KNOCK, KNOCK).encode();

    private final VirtualClock clock = new VirtualClock();
    private final FakeRelay relay = new FakeRelay();
    private boolean draining;
    private final CapacityDesk desk = new CapacityDesk(
            relay, new CapacityDesk.Asker(OWNER, SERVER), clock, new RecentHolds(clock), () -> draining);

    private record Request(Method method, String path, byte[] payload, boolean isJson) implements ControlRequest {
        @Override
        public boolean wantsObserve() {
            return false;
        }

        @Override
        public Association association() {
            throw new UnsupportedOperationException("not needed");
        }
    }

    private Answer ask(Method method, String path, byte[] payload) {
        return ask(new Request(method, path, payload, true));
    }

    private Answer ask(Request request) {
        List<Answer> answers = new ArrayList<>();
        desk.handle(request, new Reply() {
            @Override
            public void send(Answer answer) {
                answers.add(answer);
            }

            @Override
            public Observer observe(Answer first, Runnable ended) {
                throw new UnsupportedOperationException("nothing to observe");
            }
        });
        assertThat(answers).hasSize(1);
        return answers.get(0);
    }

    private static byte[] hold(int txn) {
        return hold(txn, Families.IP4);
    }

    private static byte[] hold(int txn, Families families) {
        return new Hold(Octets.of(new byte[] {0, 0, 0, 0, 0, 0, 0, (byte) txn}), families, 0, 3).encode();
    }

    @Test
    void shouldHoldCapacityForTheServerThatAsks() {
        Answer answer = ask(Method.POST, "/s", hold(1));

        assertThat(answer.status()).isEqualTo(Status.CREATED);
        assertThat(answer.payload()).hasSize(256);
        assertThat(Handles.fromPath("/s/", answer.location())).contains(new Handle(1, 1));
        assertThat(relay.holds).containsExactly(new HoldRequest(OWNER, SERVER, Families.IP4, 0, 3));
        assertThat(desk.held()).isOne();
    }

    @Test
    void shouldGiveARepeatedHoldTheSameAnswerAndHoldOnce() {
        Answer once = ask(Method.POST, "/s", hold(1));
        Answer again = ask(Method.POST, "/s", hold(1));

        assertThat(again).isEqualTo(once);
        assertThat(relay.holds).hasSize(1);
        assertThat(ask(Method.POST, "/s", hold(2)).location()).isNotEqualTo(once.location());
        assertThat(ask(Method.POST, "/s", hold(1, Families.BOTH)).status()).isEqualTo(Status.CONFLICT);
    }

    @Test
    void shouldForgetRepeatedHoldsInTime() {
        ask(Method.POST, "/s", hold(1));
        clock.advance(TimeUnit.SECONDS.toNanos(16));

        ask(Method.POST, "/s", hold(1));

        assertThat(relay.holds).hasSize(2);
    }

    @Test
    void shouldRememberABoundedNumberOfHolds() {
        relay.capacity = 10_000;
        for (int i = 0; i < RecentHolds.MAX; i++) {
            byte[] txn = {1, 0, 0, 0, 0, 0, (byte) (i >> 8), (byte) i};
            ask(Method.POST, "/s", new Hold(Octets.of(txn), Families.IP4, 0, 3).encode());
        }

        assertThat(ask(Method.POST, "/s", hold(1)).status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(relay.holds).hasSize(RecentHolds.MAX);
    }

    @Test
    void shouldSayWhenToAskAgainWhenThereIsNoCapacity() {
        relay.capacity = 0;

        Answer answer = ask(Method.POST, "/s", hold(1));

        assertThat(answer.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(answer.maxAgeSeconds()).isEqualTo(7);
        assertThat(desk.held()).isZero();
    }

    @Test
    void shouldHoldNothingWhileDrainingButStillCommit() {
        String held = ask(Method.POST, "/s", hold(1)).location();
        draining = true;

        assertThat(ask(Method.POST, "/s", hold(2)).status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(ask(Method.PUT, held, DETAILS).status()).isEqualTo(Status.CHANGED);
    }

    @Test
    void shouldTellBothLegsAndZeroTheKeysThatCameIn() throws Exception {
        String held = ask(Method.POST, "/s", hold(1)).location();

        Answer answer = ask(Method.PUT, held, DETAILS);

        Granted granted = Granted.parse(answer.payload());
        assertThat(granted.a().ports()).containsExactly(20_001);
        assertThat(granted.b().sid()).isEqualTo(2);
        assertThat(granted.b().key().toArray()[3]).isEqualTo((byte) 2);
        assertThat(granted.a().ip4()).isEqualTo(relay.description().publicIp4());
        assertThat(granted.a().ip6()).isEqualTo(relay.description().publicIp6());
        assertThat(granted.idle()).isEqualTo(60);
        assertThat(granted.expires()).isEqualTo(86_400);
        assertThat(relay.keys).hasSize(2).allSatisfy(key -> assertThat(key).containsOnly(0));
        assertThat(desk.committed()).isOne();
    }

    @Test
    void shouldZeroTheAnswerWithTheKeysWhenNobodyNeedsItAnyMore() {
        Answer answer = ask(Method.PUT, ask(Method.POST, "/s", hold(1)).location(), DETAILS);
        clock.advance(TimeUnit.SECONDS.toNanos(14));
        assertThat(new String(answer.payload(), StandardCharsets.US_ASCII)).contains("\"K\"");

        clock.advance(TimeUnit.SECONDS.toNanos(1));

        assertThat(answer.payload()).containsOnly(0);
    }

    @Test
    void shouldAnswerARepeatedCommitAgain() {
        String held = ask(Method.POST, "/s", hold(1)).location();

        assertThat(ask(Method.PUT, held, DETAILS)).isNotNull();
        assertThat(ask(Method.PUT, held, DETAILS).status()).isEqualTo(Status.CHANGED);
    }

    @Test
    void shouldRefuseWhatIsNotOfferedYet() {
        String held = ask(Method.POST, "/s", hold(1)).location();
        CommitLeg hinted = new CommitLeg(LatchMode.HINT, Optional.of(Endpoint.ofIp4(0xc000_0207, 0)), false);
        CommitLeg dialling = new CommitLeg(LatchMode.KNOCK, Optional.empty(), true);

        for (CommitLeg later : List.of(hinted, dialling)) {
            Answer answer = ask(Method.PUT, held, new Commit(KNOCK, later).encode());
            assertThat(answer.status()).isEqualTo(Status.BAD_REQUEST);
            assertThat(new String(answer.payload(), StandardCharsets.US_ASCII)).contains("not offered here");
        }
    }

    @Test
    void shouldHandOnModesAndHints() {
        relay.modes = EnumSet.allOf(LatchMode.class);
        Endpoint seen = Endpoint.ofIp4(0xc000_0207, 0);
        CommitLeg hinted = new CommitLeg(LatchMode.HINT, Optional.of(seen), false);
        CommitLeg armed = new CommitLeg(LatchMode.ARM, Optional.empty(), false);
        String held = ask(Method.POST, "/s", hold(1)).location();

        assertThat(ask(Method.PUT, held, new Commit(hinted, armed).encode()).status())
                .isEqualTo(Status.CHANGED);
        assertThat(relay.lastCommit)
                .isEqualTo(new CommitRequest(LegRequest.hinted(seen), LegRequest.of(LatchMode.ARM)));
    }

    @Test
    void shouldSayThatThereIsNoRoomForAHint() {
        relay.modes = EnumSet.allOf(LatchMode.class);
        relay.full = true;
        CommitLeg hinted = new CommitLeg(LatchMode.HINT, Optional.of(Endpoint.ofIp4(0xc000_0207, 0)), false);
        String held = ask(Method.POST, "/s", hold(1)).location();

        Answer answer = ask(Method.PUT, held, new Commit(KNOCK, hinted).encode());
        assertThat(answer.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(answer.maxAgeSeconds()).isPositive();
    }

    @Test
    void shouldNotKnowWhatWasReleased() {
        String held = ask(Method.POST, "/s", hold(1)).location();

        assertThat(ask(Method.DELETE, held, new byte[0]).status()).isEqualTo(Status.DELETED);
        assertThat(ask(Method.DELETE, held, new byte[0]).status()).isEqualTo(Status.DELETED);
        assertThat(ask(Method.PUT, held, DETAILS).status()).isEqualTo(Status.NOT_FOUND);
    }

    @Test
    void shouldTellTotalsOnly() throws Exception {
        Answer answer = ask(Method.GET, "/s", new byte[0]);

        assertThat(NodeTotals.parse(answer.payload())).isEqualTo(new NodeTotals(0, 100, false));
    }

    @Test
    void shouldSayThatItStops() {
        relay.stopping = true;

        assertThat(ask(Method.POST, "/s", hold(1)).status()).isEqualTo(Status.UNAVAILABLE);
    }

    @Test
    void shouldAnswerWhatItDoesNotUnderstand() {
        assertThat(ask(Method.GET, "/", new byte[0]).status()).isEqualTo(Status.NOT_FOUND);
        assertThat(ask(Method.PUT, "/s/short", DETAILS).status()).isEqualTo(Status.NOT_FOUND);
        assertThat(ask(Method.PUT, "/s", DETAILS).status()).isEqualTo(Status.METHOD_NOT_ALLOWED);
        assertThat(ask(Method.GET, "/s/AAAAAAAAAAAAAAAAAAAAAA", new byte[0]).status())
                .isEqualTo(Status.METHOD_NOT_ALLOWED);
        assertThat(ask(Method.POST, "/s", new byte[0]).status()).isEqualTo(Status.BAD_REQUEST);
        assertThat(ask(new Request(Method.POST, "/s", hold(1), false)).status()).isEqualTo(Status.UNSUPPORTED_FORMAT);
    }

    @Test
    void shouldAnswerAnyBytes() {
        long seed = 20_261_123L;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        String held = ask(Method.POST, "/s", hold(1)).location();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = i % 2 == 0 ? hold(9) : DETAILS.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Answer answer = ask(i % 2 == 0 ? Method.POST : Method.PUT, i % 2 == 0 ? "/s" : held, bytes);
            assertThat(answer.status()).isNotEqualTo(Status.INTERNAL_ERROR);
        }
    }
}
