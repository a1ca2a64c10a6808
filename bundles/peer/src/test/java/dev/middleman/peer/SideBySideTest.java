package dev.middleman.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.middleman.api.net.Endpoint;
import dev.middleman.peer.fake.FakeKa;
import dev.middleman.peer.fake.FakeMiddleman;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.LookUp;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lines that have several middle-men side by side, on loopback. */
class SideBySideTest {
    private static final Octets REALM = Octets.of(new byte[32]);
    private static final long PATIENCE_NS = 30_000_000_000L;

    private final FakeKa ka = new FakeKa();
    private final BlockingQueue<Line> accepted = new LinkedBlockingQueue<>();
    private final List<FakeMiddleman> middleMen = new ArrayList<>();
    private Peer alice;
    private Peer bob;

    @BeforeEach
    void start() throws Exception {
        for (int i = 0; i < 3; i++) {
            middleMen.add(new FakeMiddleman());
        }
        ka.middlemen.addAll(middleMen);
        alice = peer();
        bob = peer();
        get(bob.register(Accept.OPEN, accepted::add));
    }

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
        middleMen.forEach(FakeMiddleman::close);
        ka.close();
    }

    private Peer peer() {
        return Peer.builder()
                .realmId(REALM)
                .servers(List.of(new KaAddress("127.0.0.1", 5_684, ka.kaId)))
                .control(ka)
                .bind(Endpoint.ofIp4(0x7f00_0001, 0))
                .build();
    }

    private Line call(int count) throws Exception {
        return get(alice.call(bob.pid(), CallOptions.DEFAULT.through(count)));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private Line answered() throws Exception {
        return accepted.poll(20, TimeUnit.SECONDS);
    }

    private static void awaitMiddleMen(int count, Line... lines) {
        long startNs = System.nanoTime();
        for (Line line : lines) {
            while (line.middleMen() != count) {
                assertThat(System.nanoTime() - startNs)
                        .as("%s middle-men instead of %s", line.middleMen(), count)
                        .isLessThan(PATIENCE_NS);
                Thread.onSpinWait();
            }
        }
    }

    private static void assertTalking(Line one, Line other) throws Exception {
        assertArrives(one, other);
        assertArrives(other, one);
    }

    private static void assertArrives(Line from, Line to) throws Exception {
        BlockingQueue<Integer> lengths = new LinkedBlockingQueue<>();
        to.receive((line, payload) -> lengths.add(payload.remaining()));
        assertThat(from.send(new byte[77])).isTrue();
        assertThat(lengths.poll(20, TimeUnit.SECONDS)).isEqualTo(77);
    }

    @Test
    void shouldLatchAtAllOfThem() throws Exception {
        Line called = call(3);
        Line answered = answered();

        awaitMiddleMen(3, called, answered);

        assertTalking(called, answered);
        assertThat(ka.lookUps).extracting(LookUp::count).containsExactly(3);
        assertThat(middleMen).allSatisfy(one -> assertThat(one.sessions()).isOne());
    }

    @Test
    void shouldGoOnThroughTheNextWhenOneEnds() throws Exception {
        Line called = call(3);
        Line answered = answered();
        awaitMiddleMen(3, called, answered);

        for (int left = 2; left > 0; left--) {
            middleMen.get(left).leave();
            awaitMiddleMen(left, called, answered);
            assertTalking(called, answered);
        }
        assertThat(called.state()).isEqualTo(LineState.OPEN);

        middleMen.get(0).leave();
        assertThat(get(called.closed())).isEqualTo(CloseReason.GOODBYE);
        assertThat(get(answered.closed())).isEqualTo(CloseReason.GOODBYE);
    }

    @Test
    void shouldGoOnThroughTheNextWhicheverEndsFirst() throws Exception {
        Line called = call(3);
        Line answered = answered();
        awaitMiddleMen(3, called, answered);

        for (int left = 2; left > 0; left--) {
            middleMen.get(2 - left).leave();
            awaitMiddleMen(left, called, answered);
            assertTalking(called, answered);
        }
    }

    @Test
    void shouldSayGoodbyeAtAllOfThem() throws Exception {
        Line called = call(3);
        Line answered = answered();
        awaitMiddleMen(3, called, answered);

        called.close();

        get(answered.closed());
        long startNs = System.nanoTime();
        while (middleMen.stream().anyMatch(one -> one.sessions() > 0)) {
            assertThat(System.nanoTime() - startNs).isLessThan(PATIENCE_NS);
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldOpenThroughTheOnesThatAreThere() throws Exception {
        middleMen.get(0).leave();
        middleMen.get(1).leave();
        middleMen.get(0).close();
        middleMen.get(1).close();

        Line called = call(3);
        Line answered = answered();

        assertTalking(called, answered);
        assertThat(called.middleMen()).isOne();
    }

    @Test
    void shouldTalkToAPeerThatUsesOneOnly() throws Exception {
        ka.targetsKnowOne = true;

        Line called = call(3);
        Line answered = answered();

        assertTalking(called, answered);
        assertThat(called.middleMen()).isOne();
    }

    @Test
    void shouldAvoidAllOfThemWhenTheLineIsReplaced() throws Exception {
        Line called = call(2);
        answered();
        alice.call(bob.pid(), CallOptions.DEFAULT.through(2).replacing(called));

        Line replaced = answered();

        assertThat(ka.lookUps.get(1).avoid()).hasSize(2);
        assertThat(replaced.seen())
                .isNotEmpty()
                .allMatch(endpoint -> middleMen.get(2).ports().contains(endpoint.port()));
    }

    @Test
    void shouldRefuseMoreThanThree() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallOptions.DEFAULT.through(4))
                .withMessage("middleMen 4 is not in 1..3");
    }
}
