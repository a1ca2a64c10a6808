package dev.middleman.ka.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.ControlClient;
import dev.middleman.api.control.Status;
import dev.middleman.api.ka.Registrations.State;
import dev.middleman.coap.CoapClient;
import dev.middleman.coap.CoapServer;
import dev.middleman.ka.server.RunningKa;
import dev.middleman.testkit.control.TestIdentity;
import dev.middleman.testkit.time.RealTime;
import dev.middleman.wire.control.Line;
import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** KA server, registration and peers over real CoAP and DTLS on loopback. */
class LoopbackTest {
    @TempDir
    Path folder;

    private final RealTime time = new RealTime(40);
    private final ControlClient control = new CoapClient();
    private final FakeRelay relay = new FakeRelay("127.0.0.1");
    private Path identity;
    private RunningKa ka;
    private KaClient node;

    @BeforeEach
    void start() throws Exception {
        identity = TestIdentity.pkcs12(folder, "ka");
        ka = RunningKa.start(identity, 0, time, new CoapServer());
        Node described = new Node(relay, Ed25519.generate(), "us", Octets.EMPTY, 120);
        node = new KaClient(described, List.of(address()), control, new Alarm(time, time), new SecureRandom());
        node.start(false);
        time.await("the middle-man is registered", () -> ka.totals().middleMen() == 1);
    }

    @AfterEach
    void stop() {
        TestPeer.get(node.stop());
        ka.close();
        time.close();
    }

    private KaAddress address() throws Exception {
        return KaAddress.parse(ka.address());
    }

    @Test
    void shouldGiveBothPeersALine() throws Exception {
        try (TestPeer alice = new TestPeer(control, address());
                TestPeer bob = new TestPeer(control, address())) {
            bob.register();
            bob.listen();

            Answer toAlice = TestPeer.get(alice.lookUp(bob.pid(), 1));
            Answer toBob = TestPeer.get(bob.said.poll(10, TimeUnit.SECONDS));

            assertThat(toAlice.status()).isEqualTo(Status.CREATED);
            assertThat(toBob.status()).isEqualTo(Status.CHANGED);
            Line a = Line.parse(toAlice.payload());
            Line b = Line.parse(toBob.payload());
            assertThat(a.endpoints())
                    .isEqualTo(List.of(
                            relay.description().publicIp4().orElseThrow().withPort(20_001)));
            assertThat(b.endpoints())
                    .isEqualTo(List.of(
                            relay.description().publicIp4().orElseThrow().withPort(20_002)));
            assertThat(a.key()).isNotEqualTo(b.key());
            assertThat(a.blob()).isEqualTo(Octets.of(new byte[] {2}));
            assertThat(b.blob()).isEqualTo(Octets.of(new byte[] {1}));
            assertThat(node.servers().get(0).commits()).isOne();
        }
    }

    @Test
    void shouldAnswerSixteenCallersOfOneTargetAtOnce() throws Exception {
        List<TestPeer> callers = new ArrayList<>();
        try (TestPeer bob = new TestPeer(control, address())) {
            bob.register();
            bob.listen();
            for (int i = 0; i < 16; i++) {
                callers.add(new TestPeer(control, address()));
            }
            List<CompletionStage<Answer>> asked = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                asked.add(callers.get(i).lookUp(bob.pid(), i));
            }

            for (CompletionStage<Answer> each : asked) {
                assertThat(TestPeer.get(each).status()).isEqualTo(Status.CREATED);
            }
            assertThat(ka.totals().introduced()).isEqualTo(16);
        } finally {
            callers.forEach(TestPeer::close);
        }
    }

    @Test
    void shouldRefuseAnUnknownTargetWithoutAWordToTheMiddleman() throws Exception {
        try (TestPeer alice = new TestPeer(control, address())) {
            Answer answer = TestPeer.get(alice.lookUp(new Pid(1, 2), 1));

            assertThat(answer.status()).isEqualTo(Status.NOT_FOUND);
            assertThat(answer.payload()).hasSize(256);
            assertThat(relay.holds).isEmpty();
        }
    }

    @Test
    void shouldRegisterAgainAfterTheServerRestarted() throws Exception {
        int port = ka.port();
        ka.close();
        node.drain(true); // the refresh that goes with it finds out at once
        time.await("the loss is noticed", () -> node.servers().get(0).state() != State.REGISTERED);

        ka = RunningKa.start(identity, port, time, new CoapServer());

        time.await("it is registered again", () -> ka.totals().middleMen() == 1);
    }

    @Test
    void shouldLeaveWhenStopped() throws Exception {
        TestPeer.get(node.stop());

        time.await("the server forgot it", () -> ka.totals().middleMen() == 0);
    }
}
