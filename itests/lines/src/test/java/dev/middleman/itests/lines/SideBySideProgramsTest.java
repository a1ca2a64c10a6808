package dev.middleman.itests.lines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.Totals;
import dev.middleman.coap.CoapClient;
import dev.middleman.peer.CallException;
import dev.middleman.peer.CallOptions;
import dev.middleman.peer.Identity;
import dev.middleman.peer.Line;
import dev.middleman.peer.Peer;
import dev.middleman.peer.control.Introduced;
import dev.middleman.peer.control.KaLink;
import dev.middleman.peer.control.LookUpCall;
import dev.middleman.peer.control.OfferDesk;
import dev.middleman.peer.control.PeerContext;
import dev.middleman.peer.control.Registrar;
import dev.middleman.peer.line.Leg;
import dev.middleman.peer.line.RealTime;
import dev.middleman.peer.seal.Blobs;
import dev.middleman.peer.seal.Mode;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.Inbox;
import dev.middleman.wire.control.Offer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Unmodified programs with three middle-men side by side, in modes A and H; everything between them is real. */
@Timeout(150)
class SideBySideProgramsTest {
    private static final int ALICE = 21;
    private static final int BOB = 22;
    private static final int MIDDLE_MEN = 3;

    @TempDir
    Path folder;

    private final List<World.Place> places = new ArrayList<>();
    private World world;
    private UdpProgram alice;
    private UdpProgram bob;

    @BeforeEach
    void start() throws Exception {
        world = new World(folder);
        for (int i = 1; i <= MIDDLE_MEN; i++) {
            places.add(world.addMiddleman(2 + i, i)); // networks and operators of their own
        }
        alice = new UdpProgram(ALICE);
        bob = new UdpProgram(BOB);
    }

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
        world.close();
    }

    @Test
    void shouldGoOnThroughTheNextOfThreeWhenOneLeavesForProgramsWithAgents() throws Exception {
        BlockingQueue<Line> accepted = new LinkedBlockingQueue<>();
        try (Peer alices = world.agent(ALICE);
                Peer bobs = world.agent(BOB)) {
            get(bobs.register(Accept.OPEN, accepted::add));
            Line called = get(alices.call(bobs.pid(), CallOptions.DEFAULT.through(MIDDLE_MEN)));
            Line answered = accepted.poll(30, TimeUnit.SECONDS);
            for (int left = MIDDLE_MEN; left > 0; left--) {
                World.Place place = placeOfBoth(called, answered);
                alice.sendTo(called.relay().orElseThrow());
                bob.sendTo(answered.relay().orElseThrow());
                UdpProgram.converse(alice, bob);
                assertThat(totals(place).latched()).containsEntry(LatchMode.ARM, 2L);
                place.middleman().close();
                places.remove(place);
            }
            assertThat(places).as("each had its turn").isEmpty();
        }
    }

    /** The middle-man that both agents name to their programs, as soon as it is the same one and still there. */
    private World.Place placeOfBoth(Line called, Line answered) throws InterruptedException {
        List<World.Place> same = new ArrayList<>();
        World.until("both agents name one middle-man", () -> {
            same.clear();
            for (World.Place place : places) {
                if (isAt(called, place) && isAt(answered, place)) {
                    same.add(place);
                }
            }
            return same.size() == 1;
        });
        return same.get(0);
    }

    private static boolean isAt(Line line, World.Place place) {
        return line.relay().filter(place.address()::sameAddress).isPresent();
    }

    @Test
    void shouldCarryDatagramsThroughEachOfThreeByHint() throws Exception {
        Accepting atBob = new Accepting();
        CoapClient control = new CoapClient();
        try (RealTime time = new RealTime("test-hints");
                KaLink linkOfAlice = link(control, ALICE);
                KaLink linkOfBob = link(control, BOB)) {
            PeerContext bobs = byHint(time);
            Watching watching = new Watching(new OfferDesk(bobs, atBob));
            Registrar registrar = new Registrar(bobs, linkOfBob, Accept.OPEN, watching, new Random(1));
            registrar.start();
            World.until("bob is registered", registrar::isRegistered);

            List<Leg> alicesLegs = get(new LookUpCall(
                                    byHint(time),
                                    List.of(linkOfAlice),
                                    bobs.identity().pid(bobs.realmId()),
                                    Blobs.Caller.fresh(),
                                    MIDDLE_MEN,
                                    List.of())
                            .start())
                    .legs();
            List<Leg> bobsLegs = get(atBob.introduced).legs();

            assertThat(alicesLegs).hasSize(MIDDLE_MEN);
            assertThat(bobsLegs).hasSize(MIDDLE_MEN);
            for (int i = 0; i < MIDDLE_MEN; i++) {
                alice.sendTo(alicesLegs.get(i).endpoints().get(0));
                bob.sendTo(bobsLegs.get(i).endpoints().get(0));
                UdpProgram.converse(alice, bob);
            }
            for (World.Place place : places) {
                assertThat(totals(place).latched()).containsEntry(LatchMode.HINT, 2L);
            }
            get(registrar.close());
        }
    }

    private PeerContext byHint(RealTime time) {
        return new PeerContext(
                world.realmId(),
                Identity.create(),
                Optional.empty(),
                Families.IP4,
                Mode.PLAIN,
                LatchMode.HINT,
                time,
                time);
    }

    private KaLink link(CoapClient control, int network) {
        return new KaLink(control, world.ka().address(), Optional.of(World.loopback(network, 1)));
    }

    private static Totals totals(World.Place place) throws Exception {
        return get(place.middleman().relay().totals());
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    /** Says yes to everybody. */
    private static final class Accepting implements OfferDesk.Decider {
        private final CompletableFuture<Introduced> introduced = new CompletableFuture<>();

        @Override
        public CompletionStage<Boolean> wants(Offer offer) {
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public void introduced(Offer offer, Introduced outcome) {
            introduced.complete(outcome);
        }

        @Override
        public void failed(CallException why) {
            introduced.completeExceptionally(why);
        }
    }

    private record Watching(OfferDesk desk) implements Registrar.Events {
        @Override
        public void registered(Registrar registrar) {
            // the test asks it
        }

        @Override
        public void failed(Registrar registrar, Throwable why) {
            // it tries again
        }

        @Override
        public void inbox(Registrar registrar, Inbox inbox) {
            desk.onInbox(registrar.link(), inbox);
        }
    }
}
