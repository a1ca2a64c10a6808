package dev.middleman.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Status;
import dev.middleman.api.net.Endpoint;
import dev.middleman.peer.fake.FakeKa;
import dev.middleman.peer.fake.FakeMiddleman;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole library on loopback, with a KA server and middle-men of which only as much is there as a peer can see. */
class PeerTest {
    private static final Octets REALM = Octets.of(new byte[32]);
    private static final Endpoint LOOPBACK = Endpoint.ofIp4(0x7f00_0001, 0);

    private final FakeKa ka = new FakeKa();
    private final Identity aliceKey = Identity.create();
    private final Identity bobKey = Identity.create();
    private final BlockingQueue<Line> accepted = new LinkedBlockingQueue<>();
    private FakeMiddleman middleman;
    private Peer alice;
    private Peer bob;

    @BeforeEach
    void start() throws Exception {
        middleman = new FakeMiddleman();
        ka.middlemen.add(middleman);
        alice = peer(aliceKey, true);
        bob = peer(bobKey, true);
    }

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
        ka.middlemen.forEach(FakeMiddleman::close);
        ka.close();
    }

    @Test
    void shouldTalkBothWaysSealed() throws Exception {
        Line called = call(bob);
        Line answered = accepted.poll(5, TimeUnit.SECONDS);
        assertThat(called.isSealed()).isTrue();
        assertThat(called.remote()).contains(bob.pid());
        assertThat(answered.remote()).isEmpty();
        BlockingQueue<String> atBob = texts(answered);
        BlockingQueue<String> atAlice = texts(called);
        assertThat(called.send("hello bob".getBytes())).isTrue();
        assertThat(atBob.poll(5, TimeUnit.SECONDS)).isEqualTo("hello bob");
        assertThat(answered.send("hello alice".getBytes())).isTrue();
        assertThat(atAlice.poll(5, TimeUnit.SECONDS)).isEqualTo("hello alice");
        assertThat(called.counters())
                .extracting(LineCounters::sent, LineCounters::received)
                .containsExactly(1L, 1L);
    }

    @Test
    void shouldHaveSeenNobodyButTheMiddleman() throws Exception {
        Line called = call(bob);
        assertThat(called.seen()).isNotEmpty();
        for (Peer peer : List.of(alice, bob)) {
            assertThat(peer.seen()).isNotEmpty();
            assertThat(peer.seen()).allMatch(endpoint -> middleman.ports().contains(endpoint.port()));
        }
    }

    @Test
    void shouldTellEachSideThatTheOtherSaidGoodbye() throws Exception {
        Line called = call(bob);
        Line answered = accepted.poll(5, TimeUnit.SECONDS);
        called.close();
        assertThat(get(called.closed())).isEqualTo(CloseReason.LOCAL);
        assertThat(get(answered.closed())).isEqualTo(CloseReason.GOODBYE);
        assertThat(answered.send(new byte[1])).isFalse();
    }

    @Test
    void shouldShowWhoCallsOnlyWhenAskedTo() throws Exception {
        BlockingQueue<Pid> identified = new LinkedBlockingQueue<>();
        register(bob, Accept.OPEN);
        Line called = get(alice.call(bob.pid(), CallOptions.DEFAULT.identified()));
        Line answered = accepted.poll(5, TimeUnit.SECONDS);
        BlockingQueue<String> atBob = texts(answered);
        answered.listen(new LineListener() {
            @Override
            public void changed(Line line, LineState state) {
                line.remote().ifPresent(identified::add);
            }

            @Override
            public void identified(Line line, Pid caller) {
                identified.add(caller);
            }
        });
        assertThat(identified.poll(5, TimeUnit.SECONDS)).isEqualTo(alice.pid());
        assertThat(answered.remote()).contains(alice.pid());
        called.send("after".getBytes());
        assertThat(atBob.poll(5, TimeUnit.SECONDS)).isEqualTo("after"); // the proof is no payload
    }

    @Test
    void shouldKeepDatagramsUntilSomebodyWantsThem() throws Exception {
        Line called = call(bob);
        Line answered = accepted.poll(5, TimeUnit.SECONDS);
        for (int i = 0; i < 20; i++) {
            called.send(("early " + i).getBytes());
        }
        while (answered.counters().received() < 20) {
            Thread.onSpinWait();
        }
        BlockingQueue<String> atBob = texts(answered);
        for (int i = 0; i < 20; i++) {
            assertThat(atBob.poll(5, TimeUnit.SECONDS)).isEqualTo("early " + i);
        }
    }

    @Test
    void shouldLetTheProgramDecide() throws Exception {
        get(bob.register(Accept.ASK, new OfferHandler() {
            @Override
            public CompletionStage<Boolean> offered(Offer offer) {
                return CompletableFuture.completedFuture(false);
            }

            @Override
            public void connected(Line line) {
                accepted.add(line);
            }
        }));
        assertThat(failure(alice.call(bob.pid()))).isEqualTo(CallException.Reason.NOT_FOUND);
        assertThat(accepted).isEmpty();
    }

    @Test
    void shouldTellNothingMoreThanNotFoundOfAPeerThatIsNotThere() throws Exception {
        assertThat(failure(alice.call(new Pid(1, 2)))).isEqualTo(CallException.Reason.NOT_FOUND);
    }

    @Test
    void shouldPassOnWhenToTryAgain() {
        ka.refusal = Answer.of(Status.TOO_MANY_REQUESTS).retryAfter(42);
        assertThatThrownBy(() -> get(alice.call(bob.pid())))
                .cause()
                .asInstanceOf(type(CallException.class))
                .extracting(CallException::reason, CallException::retryAfterSeconds)
                .containsExactly(CallException.Reason.BUSY, 42);
        ka.refusal = Answer.of(Status.UNAVAILABLE).retryAfter(7);
        assertThatThrownBy(() -> get(alice.call(bob.pid())))
                .cause()
                .asInstanceOf(type(CallException.class))
                .extracting(CallException::reason, CallException::retryAfterSeconds)
                .containsExactly(CallException.Reason.NO_MIDDLEMAN, 7);
    }

    @Test
    void shouldRepeatALookUpWithTheSameNumberWhenTheAnswerGetsLost() throws Exception {
        register(bob, Accept.OPEN);
        ka.loseAnswers = 1; // the look-up's or the target's, whichever comes first: both repeat
        Line called = get(alice.call(bob.pid()));
        assertThat(called.state()).isEqualTo(LineState.OPEN);
        assertThat(ka.lookUps)
                .extracting(l -> l.txn())
                .containsOnly(ka.lookUps.get(0).txn());
    }

    @Test
    void shouldSignALookUpOnlyWhenTheTargetDemandsIt() throws Exception {
        register(bob, Accept.OPEN);
        ka.demandSignature = true;
        Line called = get(alice.call(bob.pid()));
        assertThat(called.state()).isEqualTo(LineState.OPEN);
        assertThat(ka.lookUps).hasSize(2);
        assertThat(ka.lookUps.get(0).nonce().isEmpty()).isTrue();
        assertThat(ka.lookUps.get(1).nonce().isEmpty()).isFalse();
        assertThat(ka.lookUps.get(1).txn()).isEqualTo(ka.lookUps.get(0).txn());
    }

    @Test
    void shouldSayWhenNoServerAnswers() {
        ka.down = true;
        assertThat(failure(alice.call(bob.pid()))).isEqualTo(CallException.Reason.NO_SERVER);
        assertThat(failure(bob.register(Accept.OPEN, accepted::add))).isEqualTo(CallException.Reason.NO_SERVER);
    }

    @Test
    void shouldSendNothingWhenTheKaServerSwapsTheTargetsKey() throws Exception {
        register(bob, Accept.OPEN);
        Identity mallory = Identity.create();
        LyingKa.swapTargetKey(ka, REALM, mallory);
        assertThat(failure(alice.call(bob.pid()))).isEqualTo(CallException.Reason.NOT_AUTHENTIC);
        assertThat(alice.seen()).isEmpty();
        assertThat(accepted).isEmpty();
        // Bob knocks, as he cannot know; alice must not have sent a single datagram.
        assertThat(ka.callerSids).hasSize(1);
        assertThat(middleman.knocked).doesNotContainAnyElementsOf(ka.callerSids);
        ka.targetBlobs = UnaryOperator.identity();
        assertThat(get(alice.call(bob.pid())).state()).isEqualTo(LineState.OPEN);
        assertThat(middleman.knocked).contains(ka.callerSids.get(1));
    }

    @Test
    void shouldSendNothingWhenTheKaServerSwapsTheCallersKey() throws Exception {
        register(bob, Accept.OPEN);
        LyingKa.swapCallerKey(ka);
        assertThat(failure(alice.call(bob.pid()))).isEqualTo(CallException.Reason.NOT_AUTHENTIC);
        assertThat(middleman.knocked).doesNotContainAnyElementsOf(ka.callerSids);
        assertThat(accepted).isEmpty();
    }

    @Test
    void shouldTakeItsRegistrationBack() throws Exception {
        register(bob, Accept.OPEN);
        assertThat(ka.registered()).isEqualTo(1);
        bob.close();
        assertThat(ka.registered()).isZero();
    }

    @Test
    void shouldCarryManyLinesAtOnce() throws Exception {
        register(bob, Accept.OPEN);
        List<CompletableFuture<Line>> calls = new java.util.ArrayList<>();
        for (int i = 0; i < 16; i++) {
            calls.add(alice.call(bob.pid()).toCompletableFuture());
        }
        for (CompletableFuture<Line> call : calls) {
            Line called = call.get(20, TimeUnit.SECONDS);
            Line answered = accepted.poll(5, TimeUnit.SECONDS);
            answered.receive((line, payload) -> line.send(payload));
            assertThat(called.state()).isEqualTo(LineState.OPEN);
        }
        for (int i = 0; i < calls.size(); i++) {
            Line called = calls.get(i).get();
            BlockingQueue<String> echoed = texts(called);
            called.send(("line " + i).getBytes());
            assertThat(echoed.poll(5, TimeUnit.SECONDS)).isEqualTo("line " + i);
        }
    }

    @Test
    void shouldCarryPlainBytesAsTheyAre() throws Exception {
        alice.close();
        bob.close();
        alice = peer(aliceKey, false);
        bob = peer(bobKey, false);
        Line called = call(bob);
        Line answered = accepted.poll(5, TimeUnit.SECONDS);
        BlockingQueue<String> atBob = texts(answered);
        for (int size : new int[] {0, 1, 43, 44, 45, 1_472, 9_000}) {
            assertThat(called.send(new byte[size])).isTrue();
            assertThat(atBob.poll(5, TimeUnit.SECONDS)).hasSize(size);
        }
    }

    @Test
    void shouldSayThatOneSideIsPlainAndTheOtherIsNot() throws Exception {
        alice.close();
        alice = peer(aliceKey, false);
        register(bob, Accept.OPEN);
        assertThatThrownBy(() -> get(alice.call(bob.pid()))).hasMessageContaining("plain line");
    }

    @Test
    void shouldTellThatALineReplacesAnother() throws Exception {
        Line first = call(bob);
        Line firstAtBob = accepted.poll(5, TimeUnit.SECONDS);
        ka.middlemen.add(new FakeMiddleman());
        Line second = get(alice.call(bob.pid(), CallOptions.DEFAULT.replacing(first)));
        Line secondAtBob = accepted.poll(5, TimeUnit.SECONDS);
        Line unrelated = get(alice.call(bob.pid()));
        Line unrelatedAtBob = accepted.poll(5, TimeUnit.SECONDS);
        assertThat(second.chain()).isEqualTo(first.chain());
        assertThat(secondAtBob.chain()).isEqualTo(firstAtBob.chain());
        assertThat(unrelated.chain()).isNotEqualTo(first.chain());
        assertThat(unrelatedAtBob.chain()).isNotEqualTo(firstAtBob.chain());
        assertThat(ka.middlemen.get(1).ports())
                .containsAll(second.seen().stream().map(Endpoint::port).toList());
        Line third = get(alice.call(bob.pid(), CallOptions.DEFAULT.replacing(second)));
        assertThat(third.chain()).isEqualTo(first.chain());
        assertThat(accepted.poll(5, TimeUnit.SECONDS).chain()).isEqualTo(firstAtBob.chain());
    }

    private Peer peer(Identity identity, boolean sealed) {
        return Peer.builder()
                .realmId(REALM)
                .servers(List.of(new KaAddress("127.0.0.1", 5_684, ka.kaId)))
                .identity(identity)
                .control(ka)
                .bind(LOOPBACK)
                .sealed(sealed)
                .build();
    }

    private Line call(Peer target) throws Exception {
        register(target, Accept.OPEN);
        return get(alice.call(target.pid()));
    }

    private void register(Peer target, Accept accept) throws Exception {
        get(target.register(accept, accepted::add));
    }

    private static BlockingQueue<String> texts(Line line) {
        BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        line.receive((from, payload) -> {
            byte[] bytes = new byte[payload.remaining()];
            payload.get(bytes);
            texts.add(new String(bytes));
        });
        return texts;
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static CallException.Reason failure(CompletionStage<?> stage) {
        try {
            get(stage);
        } catch (ExecutionException e) {
            return ((CallException) e.getCause()).reason();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("it did not fail");
    }
}
