package dev.middleman.peer.control;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.middleman.wire.id.Pid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three KA servers, {@value #PEERS} peers, each known to two of them; one server is killed: who is found, and how soon, in virtual time. */
@Timeout(120)
class ManyFailOverTest {
    private static final int PEERS = 40;
    private static final double SOON_S = 15;

    private final TurnedTime time = new TurnedTime();
    private final List<FakeKa> servers = new ArrayList<>();
    private final List<KaAddress> addresses = new ArrayList<>();
    private final List<Pid> pids = new ArrayList<>();
    private final ControlClient network =
            (spec, handler) -> servers.get(spec.port() - 1).connect(spec, handler);
    private FakeMiddleman middleman;

    private PeerContext context(Identity identity) {
        return new PeerContext(Octets.of(new byte[32]), identity, Families.IP4, Mode.SEALED, time, time);
    }

    private KaLink link(KaAddress server) {
        return new KaLink(network, server, Optional.empty());
    }

    @BeforeEach
    void registerAll() throws Exception {
        middleman = new FakeMiddleman();
        for (int i = 0; i < 3; i++) {
            byte[] id = new byte[32];
            Arrays.fill(id, (byte) i);
            FakeKa ka = new FakeKa(Runnable::run, Octets.of(id));
            ka.ping = 25; // the slowest: who calls does not depend on what the called peer noticed
            ka.middlemen.add(middleman);
            servers.add(ka);
            addresses.add(new KaAddress("127.0.0.1", i + 1, ka.kaId));
        }
        Random seeds = new Random(1);
        for (int i = 0; i < PEERS; i++) {
            byte[] seed = new byte[32];
            seeds.nextBytes(seed);
            register(context(Identity.of(seed)), i);
        }
        assertThat(servers.stream().mapToInt(FakeKa::registered).sum()).isEqualTo(2 * PEERS);
    }

    private void register(PeerContext peer, int number) {
        Pid pid = peer.identity().pid(peer.realmId());
        pids.add(pid);
        OfferDesk desk = new OfferDesk(peer, new Willing());
        for (KaAddress server : Rendezvous.serversOf(pid, addresses)) {
            new Registrar(peer, link(server), Accept.OPEN, new Watching(desk), new Random(number)).start();
        }
    }

    @AfterEach
    void stop() {
        middleman.close();
    }

    /** By one caller that asks the higher server first, as every caller does. */
    private List<CompletableFuture<Introduced>> callEverybody() {
        PeerContext caller = context(Identity.create());
        return pids.stream()
                .map(pid -> new LookUpCall(
                                caller,
                                Rendezvous.serversOf(pid, addresses).stream()
                                        .map(this::link)
                                        .toList(),
                                pid,
                                Blobs.Caller.fresh(),
                                1,
                                List.of())
                        .start()
                        .toCompletableFuture())
                .toList();
    }

    @Test
    void shouldFindEveryPeerWithin15SecondsWhicheverServerIsKilled() {
        for (int killed = 0; killed < 3; killed++) {
            servers.get(killed).silent = true;
            List<CompletableFuture<Introduced>> calls = callEverybody();
            assertThat(calls).as("would be asked for there first").anyMatch(call -> !call.isDone());

            time.seconds(SOON_S);

            assertThat(calls).allMatch(call -> call.isDone() && !call.isCompletedExceptionally());
            servers.get(killed).silent = false;
            time.seconds(60); // all are known to both of theirs again
        }
    }

    @Test
    void shouldNotFindThoseWhoseBothServersAreKilled() {
        servers.get(0).silent = true;
        servers.get(1).silent = true;
        List<CompletableFuture<Introduced>> calls = callEverybody();

        time.seconds(SOON_S);

        assertThat(calls).anyMatch(call -> !call.isDone() || call.isCompletedExceptionally());
    }

    private static final class Willing implements OfferDesk.Decider {
        @Override
        public CompletionStage<Boolean> wants(Offer offer) {
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public void introduced(Offer offer, Introduced introduced) {
            assertThat(introduced.legs()).isNotEmpty();
        }

        @Override
        public void failed(CallException why) {
            // a server that is killed while it is told
        }
    }
}
