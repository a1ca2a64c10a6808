package dev.middleman.peer.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.control.ControlClient;
import dev.middleman.api.net.Families;
import dev.middleman.peer.CallException;
import dev.middleman.peer.Identity;
import dev.middleman.peer.fake.FakeKa;
import dev.middleman.peer.fake.FakeMiddleman;
import dev.middleman.peer.fake.TurnedTime;
import dev.middleman.peer.seal.Blobs;
import dev.middleman.peer.seal.Mode;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.Offer;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A called peer that is known to two KA servers is found though one of them is silent: how soon, in virtual time. */
class FailOverTest {
    private static final double SOON_S = 15;

    private final TurnedTime time = new TurnedTime();
    private final FakeKa first = new FakeKa(Runnable::run);
    private final FakeKa second = new FakeKa(Runnable::run);
    private final ControlClient network = (spec, handler) -> (spec.port() == 1 ? first : second).connect(spec, handler);
    private final List<CompletableFuture<Boolean>> decisions = new ArrayList<>();
    private final PeerContext bob = context();
    private final PeerContext alice = context();
    private final List<KaLink> links = List.of(link(first, 1), link(second, 2));
    private FakeMiddleman middleman;
    private boolean bobThinks;

    private PeerContext context() {
        return new PeerContext(Octets.of(new byte[32]), Identity.create(), Families.IP4, Mode.SEALED, time, time);
    }

    private KaLink link(FakeKa ka, int port) {
        return new KaLink(network, new KaAddress("127.0.0.1", port, ka.kaId), Optional.empty());
    }

    @BeforeEach
    void registerBob() throws Exception {
        middleman = new FakeMiddleman();
        for (FakeKa ka : List.of(first, second)) {
            ka.middlemen.add(middleman);
        }
        OfferDesk desk = new OfferDesk(bob, new Deciding());
        new Registrar(bob, link(first, 1), Accept.ASK, new Watching(desk), new Random(1)).start();
        new Registrar(bob, link(second, 2), Accept.ASK, new Watching(desk), new Random(2)).start();
        assertThat(first.registered() + second.registered()).isEqualTo(2);
    }

    @AfterEach
    void stop() {
        middleman.close();
    }

    private CompletableFuture<Introduced> call() {
        return new LookUpCall(alice, links, bob.identity().pid(bob.realmId()), Blobs.Caller.fresh(), 1, List.of())
                .start()
                .toCompletableFuture();
    }

    @Test
    void shouldFindItAtTheSecondWhenTheFirstWasNeverThere() {
        first.silent = true;
        CompletableFuture<Introduced> called = call();
        assertThat(called).isNotDone();

        time.seconds(SOON_S);

        assertThat(called).isCompleted();
    }

    @Test
    void shouldFindItAtTheSecondWhenTheFirstDiedUnderAnOpenAssociation() {
        assertThat(call()).isCompleted();
        first.silent = true;
        CompletableFuture<Introduced> called = call();
        assertThat(called).isNotDone();

        time.seconds(SOON_S);

        assertThat(called).isCompleted();
    }

    @Test
    void shouldFindItAtTheSecondWhenTheFirstDiesWhileItIsAsked() {
        bobThinks = true;
        CompletableFuture<Introduced> called = call();
        time.seconds(1);
        first.silent = true;
        bobThinks = false;
        assertThat(second.lookUps).isEmpty();

        time.seconds(SOON_S - 1);

        assertThat(called).isCompleted();
    }

    @Test
    void shouldAskTheFirstOnlyWhileTheCalledPeerThinks() {
        bobThinks = true;
        CompletableFuture<Introduced> called = call();
        time.seconds(7.9);
        assertThat(called).isNotDone();

        decisions.get(0).complete(true);

        assertThat(called).isCompleted();
        assertThat(second.lookUps).isEmpty();
    }

    @Test
    void shouldTakeTheAnswerOfOneThatWasSilentForAWhile() {
        bobThinks = true;
        first.pongs = false;
        CompletableFuture<Introduced> called = call();
        time.seconds(5);
        assertThat(second.lookUps).as("asked in the meantime").hasSize(1);
        assertThat(decisions).hasSize(2);

        decisions.get(0).complete(true);

        assertThat(called).isCompleted();
    }

    @Test
    void shouldSayAfterSixteenSecondsThatNobodyAnswers() {
        first.silent = true;
        second.silent = true;
        CompletableFuture<Introduced> called = call();

        time.seconds(16);

        assertThat(called).isCompletedExceptionally();
        assertThatThrownBy(called::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        CallException.class, e -> assertThat(e.reason()).isEqualTo(CallException.Reason.NO_SERVER));
    }

    @Test
    void shouldTellWhatTheSecondSaidThoughTheFirstIsSilent() {
        first.silent = true;
        second.forgetEverybody();
        CompletableFuture<Introduced> called = call();

        time.seconds(5);

        assertThatThrownBy(called::get).cause().isInstanceOfSatisfying(CallException.class, e -> assertThat(e.reason())
                .isEqualTo(CallException.Reason.NOT_FOUND));
    }

    /** Says yes at once, or thinks. */
    private final class Deciding implements OfferDesk.Decider {
        @Override
        public CompletionStage<Boolean> wants(Offer offer) {
            CompletableFuture<Boolean> decision = new CompletableFuture<>();
            decisions.add(decision);
            if (!bobThinks) {
                decision.complete(true);
            }
            return decision;
        }

        @Override
        public void introduced(Offer offer, Introduced introduced) {
            assertThat(introduced.legs()).isNotEmpty();
        }

        @Override
        public void failed(CallException why) {
            throw new AssertionError(why);
        }
    }
}
