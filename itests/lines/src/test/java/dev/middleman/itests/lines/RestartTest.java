package dev.middleman.itests.lines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Ask;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.Status;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.HoldResult;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.relay.RelayDescription;
import dev.middleman.api.relay.Totals;
import dev.middleman.api.relay.TurnTimes;
import dev.middleman.ka.client.RunningEnrolment;
import dev.middleman.ka.server.SimulatedKa;
import dev.middleman.peer.Identity;
import dev.middleman.peer.control.KaLink;
import dev.middleman.peer.control.PeerContext;
import dev.middleman.peer.control.Registrar;
import dev.middleman.peer.seal.Mode;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.Inbox;
import dev.middleman.wire.control.RefreshMiddleman;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A KA server restarts, empty, under 10,000 peers and 100 middle-men, which run as they are; the network and the time are
 * simulated. The server admits 200 handshakes a second, its default: not everybody can come back at once.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class RestartTest implements Registrar.Events {
    private static final int PEERS = 10_000;
    private static final int MIDDLE_MEN = 100;
    private static final int TENTH = 10;
    private static final int FIRST = 300;
    private static final int SPREAD_S = 30;
    private static final int HANDSHAKES = 200;
    private static final int PING_S = 25;
    private static final int NOTICED_S = PING_S + 15;
    private static final long SEED = 20_261_127L;
    private static final Octets KA_ID = Octets.of(new byte[32]);
    private static final byte[] STILL_THERE = new RefreshMiddleman(100, false).encode();

    private final SimulatedTime time = new SimulatedTime();
    private final SimulatedControl control = new SimulatedControl(time);
    private final Random random = new Random(SEED);
    private final KaAddress address = new KaAddress("ka.example", 5_684, KA_ID);
    private final List<Status> refreshes = new ArrayList<>();
    private SimulatedKa ka;
    private int peers;
    private int middleMen;

    private void register(int peerCount, int middlemanCount) {
        System.out.println("seed " + SEED);
        peers = peerCount;
        middleMen = middlemanCount;
        restart();
        for (int i = 0; i < peers; i++) {
            byte[] seed = new byte[32];
            random.nextBytes(seed);
            PeerContext peer = new PeerContext(KA_ID, Identity.of(seed), Families.IP4, Mode.SEALED, time, time);
            Registrar registrar = new Registrar(
                    peer,
                    new KaLink(control, address, Optional.empty()),
                    Accept.OPEN,
                    this,
                    new Random(random.nextLong()));
            time.after(random.nextLong(PING_S * 1_000_000_000L), registrar::start);
        }
        for (int i = 0; i < middleMen; i++) {
            Relay relay = new IdleRelay(Endpoint.ofIp4(0xc633_6400 + i, 0));
            Random own = new Random(random.nextLong());
            time.after(
                    random.nextLong(PING_S * 1_000_000_000L),
                    () -> new RunningEnrolment(relay, "", List.of(address), control, time, own));
        }
        time.seconds(PING_S + 1);
        assertAllThere();
    }

    private void restart() {
        ka = new SimulatedKa(KA_ID, SPREAD_S, time, random.nextLong());
        control.serve(ka.handler());
    }

    private boolean allThere() {
        return ka.totals().peers() == peers && ka.totals().middleMen() == middleMen;
    }

    private void assertAllThere() {
        assertThat(ka.totals().peers()).as("peers").isEqualTo(peers);
        assertThat(ka.totals().middleMen()).as("middle-men").isEqualTo(middleMen);
    }

    /** Lets a second pass, in which those that came first refresh. */
    private void secondOfRush() {
        control.open().stream()
                .filter(link -> !link.location.isEmpty())
                .limit(FIRST)
                .forEach(link -> link.ask(Ask.of(
                                Method.POST,
                                link.location,
                                link.location.startsWith("/m/") ? STILL_THERE : new byte[0]))
                        .thenAccept(this::refreshed));
        time.seconds(1);
    }

    private void refreshed(Answer answer) {
        refreshes.add(answer.status());
    }

    private long rush(int atMostSeconds) {
        long startS = time.nowSeconds();
        while (!allThere() && time.nowSeconds() - startS < atMostSeconds) {
            secondOfRush();
        }
        secondOfRush();
        return time.nowSeconds() - startS;
    }

    @Test
    void shouldHaveEverybodyBackWithinTwiceTheSpreadAfterARestartInGoodOrder() {
        register(PEERS, MIDDLE_MEN);
        control.admit(HANDSHAKES);
        ka.close();
        control.stop();
        restart();
        assertThat(ka.totals().peers()).isZero();

        long seconds = rush(2 * SPREAD_S);

        System.out.println(seconds + " s, handshakes refused: " + control.refused);
        assertAllThere();
        assertThat(control.refused).as("more came than could be admitted").isPositive();
        assertThat(refreshes).hasSizeGreaterThan(peers).containsOnly(Status.CHANGED);
    }

    /** Nobody is told, so it takes a ping of everybody to notice. The tenth of all. */
    @Test
    void shouldHaveEverybodyBackWithinTwiceTheSpreadAfterTheyNoticedACrash() {
        register(PEERS / TENTH, MIDDLE_MEN / TENTH);
        control.admit(HANDSHAKES / TENTH);
        control.crash();
        restart();
        assertThat(ka.totals().peers()).isZero();

        long seconds = rush(NOTICED_S + 2 * SPREAD_S);

        System.out.println(seconds + " s, handshakes refused: " + control.refused);
        assertAllThere();
        assertThat(refreshes).hasSizeGreaterThan(peers).containsOnly(Status.CHANGED);
    }

    @Override
    public void registered(Registrar registrar) {
        // the server's totals are what counts
    }

    @Override
    public void failed(Registrar registrar, Throwable why) {
        // it tries again
    }

    @Override
    public void inbox(Registrar registrar, Inbox inbox) {
        assertThat(inbox.offers()).isEmpty();
    }

    /** A middle-man that nobody asks for anything. */
    private record IdleRelay(Endpoint address) implements Relay {
        @Override
        public RelayDescription description() {
            return new RelayDescription("m", Optional.of(address), Optional.empty(), 100, 20_000, 5_000, 600);
        }

        @Override
        public CompletionStage<HoldResult> hold(HoldRequest request) {
            throw new UnsupportedOperationException("nobody looks anybody up");
        }

        @Override
        public CompletionStage<CommitResult> commit(Handle handle, CommitRequest request) {
            throw new UnsupportedOperationException("nobody looks anybody up");
        }

        @Override
        public CompletionStage<Void> release(Handle handle) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Totals> totals() {
            return CompletableFuture.completedStage(
                    new Totals(0, 0, 0, Map.of(), 0, Map.of(), 0, 0, 0, 0, 0, 0, 0, 100, 1, 1, TurnTimes.none()));
        }
    }
}
