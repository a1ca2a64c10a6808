package dev.middleman.ka.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Status;
import dev.middleman.api.ka.Registrations.Registration;
import dev.middleman.api.ka.Registrations.State;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.transport.memory.VirtualClock;
import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.Octets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KaClientTest {
    private static final long SEED = 20_261_123L;

    private final VirtualClock clock = new VirtualClock();
    private final FakeKa.Network network = new FakeKa.Network();
    private final FakeKa first = new FakeKa(clock, network, 1);
    private final FakeKa second = new FakeKa(clock, network, 2);
    private final FakeRelay relay = new FakeRelay();
    private final KaClient client = client(SEED, first, second);

    private KaClient client(long seed, FakeKa... servers) {
        Node node = new Node(relay, Ed25519.generate(), "us", Octets.EMPTY, 120);
        return new KaClient(
                node,
                List.of(servers).stream().map(ka -> ka.address).toList(),
                network,
                new Alarm(clock, clock),
                new Random(seed));
    }

    @BeforeEach
    void printSeed() {
        System.out.println("seed " + SEED);
    }

    @AfterEach
    void noTaskMayHaveFailed() {
        assertThat(clock.lastFailure()).isNull();
    }

    private void pass(double seconds) {
        clock.advance((long) (seconds * 1e9));
    }

    private void start() {
        client.start(false);
        pass(1);
    }

    private State stateOf(int server) {
        return client.servers().get(server).state();
    }

    @Test
    void shouldRegisterWithEveryServerAndSayWhatTheMiddlemanIs() {
        start();

        for (FakeKa ka : List.of(first, second)) {
            assertThat(ka.registrations).hasSize(1).first().satisfies(registration -> {
                assertThat(registration.endpoints()).hasSize(2).allMatch(endpoint -> endpoint.port() == 0);
                assertThat(registration.free()).isEqualTo(100);
                assertThat(registration.kbit()).isEqualTo(20_000);
                assertThat(registration.pps()).isEqualTo(5_000);
                assertThat(registration.idleMax()).isEqualTo(600);
                assertThat(registration.operator()).isEqualTo("us");
                assertThat(registration.lt()).isEqualTo(120);
                assertThat(registration.features()).isEmpty();
            });
        }
        assertThat(client.middleman()).isEqualTo("m1");
        assertThat(client.servers()).extracting(Registration::state).containsOnly(State.REGISTERED);
        assertThat(client.servers().get(1).server()).isEqualTo(second.address.text());
    }

    @Test
    void shouldRefreshAtHalfOfTheLifetimeAndPingInBetween() {
        start();

        pass(59);
        assertThat(first.refreshes).isEmpty();
        assertThat(first.pings).isEqualTo(2);
        pass(2);
        assertThat(first.refreshes).hasSize(1).first().satisfies(refresh -> {
            assertThat(refresh.free()).isEqualTo(100);
            assertThat(refresh.drain()).isFalse();
        });
        pass(600);
        assertThat(first.refreshes.size()).isBetween(10, 11);
        assertThat(first.registrations).hasSize(1);
    }

    @Test
    void shouldTellEveryServerAtOnceThatItDrains() {
        start();

        client.drain(true);
        pass(0.1);

        for (FakeKa ka : List.of(first, second)) {
            assertThat(ka.refreshes).hasSize(1).allMatch(refresh -> refresh.drain());
        }
        pass(65);
        assertThat(first.refreshes).hasSize(2).allMatch(refresh -> refresh.drain());
    }

    @Test
    void shouldSayWhichLatchModesTheMiddlemanServes() {
        relay.modes = EnumSet.allOf(LatchMode.class);
        start();
        assertThat(first.registrations.get(0).features()).containsExactly("latch-a", "latch-h");
    }

    @Test
    void shouldRegisterAgainWithinTheSpreadAfterTheServerRestarted() {
        start();
        first.restart();

        pass(25 + 9); // the next ping, and until it is given up
        assertThat(stateOf(0)).isEqualTo(State.BACKING_OFF);
        assertThat(client.servers().get(0).reason()).isEqualTo("no answer to a ping");
        assertThat(client.servers().get(0).retrySeconds()).isBetween(0, 30);
        pass(31);

        assertThat(stateOf(0)).isEqualTo(State.REGISTERED);
        assertThat(first.registrations).hasSize(2);
        assertThat(first.associations.get(0).closed).isTrue();
        assertThat(second.registrations).as("registrations at the other server").hasSize(1);
    }

    @Test
    void shouldSpreadManyClientsOverTheSpreadAfterARestart() {
        List<KaClient> clients = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            clients.add(client(SEED + i, first));
        }
        clients.forEach(each -> each.start(false));
        pass(1);
        int before = first.connectsNs.size();
        first.restart();
        pass(25 + 9 + 31);

        List<Long> again = first.connectsNs.subList(before, first.connectsNs.size());
        long firstNs = again.get(0);
        assertThat(again).hasSize(60);
        for (int third = 0; third < 3; third++) {
            long from = firstNs + TimeUnit.SECONDS.toNanos(10L * third);
            assertThat(again.stream()
                            .filter(at -> at >= from && at < from + TimeUnit.SECONDS.toNanos(10))
                            .count())
                    .as("connects in third " + third + " of the spread")
                    .isGreaterThan(8);
        }
    }

    @Test
    void shouldRegisterAgainWhenTheServerForgotItOverALivingAssociation() {
        start();
        first.forget();

        pass(61 + 31);

        assertThat(first.registrations).hasSize(2);
        assertThat(stateOf(0)).isEqualTo(State.REGISTERED);
    }

    @Test
    void shouldRegisterAgainWhenTheAssociationEnds() {
        start();
        FakeKa.Peered association = first.associations.get(0);

        association.handler.gone(association);
        pass(0.1);
        assertThat(client.servers().get(0).reason()).isEqualTo("the association ended");
        pass(31);

        assertThat(first.registrations).hasSize(2);
    }

    @Test
    void shouldTryAgainWithLongerAndLongerPausesWhileTheServerIsAway() {
        first.up = false;
        start();
        pass(1_200);

        List<Long> connects = first.connectsNs;
        List<Double> pauses = new ArrayList<>();
        for (int i = 1; i < connects.size(); i++) {
            pauses.add((connects.get(i) - connects.get(i - 1)) / 1e9 - 9);
        }
        double[] least = {2, 4, 8, 16, 32, 64, 120, 120};
        for (int i = 0; i < least.length; i++) {
            assertThat(pauses.get(i))
                    .as("pause " + i + ", s")
                    .isBetween(least[i] - 0.01, Math.min(120, least[i] * 1.5) + 0.1);
        }
        assertThat(client.servers().get(0).reason()).isEqualTo("no answer");
        assertThat(stateOf(1)).as("the other server").isEqualTo(State.REGISTERED);

        first.up = true;
        pass(130);
        assertThat(stateOf(0)).isEqualTo(State.REGISTERED);
        assertThat(client.servers().get(0).reason()).isEmpty();
    }

    @Test
    void shouldSayWhyAServerDoesNotTakeIt() {
        first.admission = Status.FORBIDDEN;
        second.saysAnotherKaId = true;
        start();

        assertThat(client.servers())
                .extracting(Registration::reason)
                .containsExactly("registration refused: 4.03, no", "the server says to be another one");
        assertThat(client.servers()).allMatch(server -> server.retrySeconds() > 0);
        assertThat(first.associations).allMatch(association -> association.closed);
    }

    @Test
    void shouldLeaveEveryServerWhenStopped() {
        start();

        CompletableFuture<Void> stopped = client.stop().toCompletableFuture();
        pass(0.1);

        assertThat(stopped).isDone();
        assertThat(first.left + second.left).isEqualTo(2);
        assertThat(first.associations).allMatch(association -> association.closed);
        assertThat(client.servers()).extracting(Registration::state).containsOnly(State.STOPPED);
        pass(600);
        assertThat(first.connectsNs).hasSize(1);
    }

    @Test
    void shouldStopSoonEvenWhenAServerIsSilent() {
        start();
        first.restart();

        CompletableFuture<Void> stopped = client.stop().toCompletableFuture();
        pass(0.1);
        assertThat(stopped).as("stopped before the bound").isNotDone();
        pass(0.4);

        assertThat(stopped).isDone();
        assertThat(first.associations).allMatch(association -> association.closed);
    }

    @Test
    void shouldTakeBackARegistrationThatIsUnderWayWhenStopped() {
        client.start(false);
        pass(0.05); // connected, and the nonce is there

        CompletableFuture<Void> stopped = client.stop().toCompletableFuture();
        pass(0.2);

        assertThat(first.registrations).hasSize(1);
        assertThat(first.left).isOne();
        assertThat(stopped).isDone();
        assertThat(first.associations).allMatch(association -> association.closed);
    }

    @Test
    void shouldNotComeBackWhenStoppedWhileConnecting() {
        client.start(false);
        pass(0.001);

        client.stop();
        pass(60);

        assertThat(first.hasRegistration()).isFalse();
        assertThat(first.associations).allMatch(association -> association.closed);
        assertThat(first.connectsNs).hasSize(1);
    }
}
