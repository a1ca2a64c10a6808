package dev.middleman.itests.lines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.ControlClient;
import dev.middleman.api.net.Endpoint;
import dev.middleman.coap.CoapClient;
import dev.middleman.coap.CoapServer;
import dev.middleman.engine.RunningMiddleman;
import dev.middleman.ka.client.RunningEnrolment;
import dev.middleman.ka.server.RunningKa;
import dev.middleman.peer.Identity;
import dev.middleman.peer.Line;
import dev.middleman.peer.LineState;
import dev.middleman.peer.Peer;
import dev.middleman.peer.control.Rendezvous;
import dev.middleman.peer.line.RealTime;
import dev.middleman.testkit.control.TestIdentity;
import dev.middleman.transport.netty.RunningTransport;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three KA servers that know nothing of each other, over real sockets: each carries two thirds of the peers, all of them
 * know the middle-men, and when one is cut off, every peer is found through another one. How soon is for a test in virtual
 * time; here the waits are bounds.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class ThreeServersTest {
    private static final int SERVERS = 3;
    private static final int PEERS = 30;
    private static final int MIDDLE_MEN = 2;
    private static final long TICK_NS = 10_000_000;
    private static final Octets REALM = Octets.of(new byte[32]);

    @TempDir
    Path folder;

    private final RealTime time = new RealTime("test-time");
    private final ControlClient control = new CoapClient();
    private final List<RunningKa> servers = new ArrayList<>();
    private final List<ForgetfulPath> paths = new ArrayList<>();
    private final List<KaAddress> addresses = new ArrayList<>();
    private final List<AutoCloseable> running = new ArrayList<>();
    private final List<Peer> peers = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        for (int i = 0; i < SERVERS; i++) {
            Path own = Files.createDirectory(folder.resolve("ka" + i));
            RunningKa ka = RunningKa.start(TestIdentity.pkcs12(own, "ka"), 0, time, new CoapServer());
            ForgetfulPath path = new ForgetfulPath(ka.address().port());
            servers.add(ka);
            paths.add(path);
            addresses.add(new KaAddress("127.0.0.1", path.port(), ka.address().kaId()));
        }
        List<KaAddress> all = servers.stream().map(RunningKa::address).toList();
        for (int number = 1; number <= MIDDLE_MEN; number++) {
            RunningMiddleman middleman = new RunningMiddleman(
                    "m" + number,
                    World.loopback(3, number),
                    "ephemeral:256",
                    time,
                    RunningTransport.nio(),
                    System.nanoTime());
            tick(middleman);
            running.add(new RunningEnrolment(middleman.relay(), "operator " + number, all, control, time));
            running.add(middleman);
        }
        for (RunningKa ka : servers) {
            World.until("every server knows every middle-man", () -> ka.totals().middleMen() == MIDDLE_MEN);
        }
    }

    private void tick(RunningMiddleman middleman) {
        time.after(TICK_NS, () -> {
            middleman.ticking().onTick(time.nowNs());
            tick(middleman);
        });
    }

    @AfterEach
    void stop() throws Exception {
        peers.parallelStream().forEach(Peer::close); // each says goodbye to a server that is cut off
        for (AutoCloseable one : running) {
            one.close();
        }
        for (int i = 0; i < SERVERS; i++) {
            servers.get(i).close();
            paths.get(i).close();
        }
        time.close();
    }

    private Peer peer(Identity identity, int network) {
        Peer peer = Peer.builder()
                .realmId(REALM)
                .servers(addresses)
                .identity(identity)
                .control(control)
                .bind(Endpoint.ofIp4(0x7f00_0001 | network << 8, 0))
                .sealed(false)
                .build();
        peers.add(peer);
        return peer;
    }

    /** Peers whose keys are the same in every run. */
    private List<Peer> registered() throws Exception {
        Random seeds = new Random(1);
        List<Peer> callable = new ArrayList<>();
        List<CompletableFuture<?>> ready = new ArrayList<>();
        for (int i = 0; i < PEERS; i++) {
            byte[] seed = new byte[32];
            seeds.nextBytes(seed);
            Peer peer = peer(Identity.of(seed), 2);
            callable.add(peer);
            ready.add(peer.register(Accept.OPEN, line -> {}).toCompletableFuture());
        }
        for (CompletableFuture<?> one : ready) {
            one.get(60, TimeUnit.SECONDS);
        }
        return callable;
    }

    private static void assertFound(Peer caller, List<Peer> called) throws Exception {
        List<CompletableFuture<Line>> calls = new ArrayList<>();
        for (Peer peer : called) {
            calls.add(caller.call(peer.pid()).toCompletableFuture());
        }
        for (CompletableFuture<Line> call : calls) {
            Line line = call.get(60, TimeUnit.SECONDS);
            assertThat(line.state()).isEqualTo(LineState.OPEN);
            line.close();
        }
    }

    @Test
    void shouldShareThePeersAndFindEveryOneWhenOneServerIsCutOff() throws Exception {
        List<Peer> callable = registered();
        List<Pid> pids = callable.stream().map(Peer::pid).toList();
        for (int i = 0; i < SERVERS; i++) {
            KaAddress server = addresses.get(i);
            RunningKa ka = servers.get(i);
            long share = pids.stream()
                    .filter(pid -> Rendezvous.serversOf(pid, addresses).contains(server))
                    .count();
            World.until("it carries its share", () -> ka.totals().peers() == share);
        }
        assertThat(servers.stream().mapToLong(ka -> ka.totals().peers()).sum()).isEqualTo(2L * PEERS);

        paths.get(0).loseNext(Integer.MAX_VALUE);
        servers.get(0).close();

        assertThat(pids)
                .as("some would be asked for there first")
                .anyMatch(pid -> Rendezvous.serversOf(pid, addresses).get(0).equals(addresses.get(0)));
        assertFound(peer(Identity.create(), 1), callable);
        assertThat(servers.stream()
                        .skip(1)
                        .mapToLong(ka -> ka.totals().introduced())
                        .sum())
                .isGreaterThanOrEqualTo(PEERS);
        servers.stream().skip(1).forEach(ka -> assertThat(ka.totals().middleMen())
                .isEqualTo(MIDDLE_MEN));
    }
}
