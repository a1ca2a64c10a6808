package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.control.ControlRequest;
import dev.middleman.api.control.ControlServer;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.ServerSpec;
import dev.middleman.api.control.Status;
import dev.middleman.api.net.Families;
import dev.middleman.api.policy.Applicant;
import dev.middleman.api.policy.MembershipPolicy;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.testkit.control.TestIdentity;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.NonceAnswer;
import dev.middleman.wire.control.RegisterPeer;
import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.ProofContext;
import dev.middleman.wire.id.SignedRequest;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class KaServerComponentTest {
    @TempDir
    Path folder;

    private final VirtualTime time = new VirtualTime();
    private ServerSpec spec;
    private boolean closed;
    private int served;
    private int takenPort = -1;

    private final ControlServer binding = new ControlServer() {
        @Override
        public Served serve(ServerSpec its, ControlHandler handler) throws ControlException {
            if (its.bind().port() == takenPort) {
                throw new ControlException(ControlException.Reason.SETTINGS, "taken");
            }
            spec = its;
            served++;
            closed = false;
            return new Served() {
                @Override
                public int port() {
                    return 15_684;
                }

                @Override
                public ServedTotals totals() {
                    return new ServedTotals(0, 0, 0, 0);
                }

                @Override
                public void close() {
                    closed = true;
                }
            };
        }
    };

    private record Rule(String name, int number) implements MembershipPolicy {
        @Override
        public boolean isMember(Applicant applicant) {
            return true;
        }
    }

    @Test
    void shouldTakeTheRuleThatARealmNamesAndOfSeveralTheHighestRanking() {
        MembershipPolicy open = new Rule("open", 1);
        MembershipPolicy older = new Rule("cert", 1);
        MembershipPolicy newer = new Rule("cert", 2);
        List<MembershipPolicy> lowestRankingFirst = List.of(older, newer, open);

        assertThat(KaServerComponent.named("cert", lowestRankingFirst)).contains(newer);
        assertThat(KaServerComponent.named("open", lowestRankingFirst)).contains(open);
        assertThat(KaServerComponent.named("psk", lowestRankingFirst)).isEmpty();
    }

    private KaServerConfig config(String key, Object value) {
        return config(Map.of(key, value));
    }

    private KaServerConfig config(Map<String, Object> others) {
        Map<String, Object> values = new HashMap<>(Map.of(
                "bind",
                "127.0.0.1",
                "port",
                0,
                "publicHost",
                "ka.example.org",
                "identityFile",
                folder.resolve("ka.p12").toString(),
                "_identityPassword",
                TestIdentity.PASSWORD,
                "maxAssociations",
                77));
        values.putAll(others);
        return Settings.of(values);
    }

    @BeforeEach
    void makeIdentity() throws Exception {
        TestIdentity.pkcs12(folder, "ka");
    }

    @Test
    void shouldServeOnWhenAChangeDoesNotFitOrChangesNothing() throws Exception {
        KaServerComponent component = new KaServerComponent(config("k", 3), binding, time, time);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> component.change(config("k", 9)))
                .withMessageContaining("k 9 is not in 1..8");
        component.change(config("k", 3));
        assertThat(served).isEqualTo(1);
        assertThat(closed).isFalse();

        component.change(config("maxAssociations", 78));
        assertThat(served).isEqualTo(2);
        assertThat(spec.maxAssociations()).isEqualTo(78);
        component.stop();
        assertThat(time.waiting()).isZero();
    }

    /** Of which peers notice nothing: their registrations and associations stay. */
    private static final List<Map.Entry<String, Object>> TAKEN_WHILE_IT_RUNS = List.of(
            Map.entry("publicHost", "other.example.org"),
            Map.entry("_inviteToken", "x"),
            Map.entry("admission", "token"),
            Map.entry("allowUnseenEndpoints", true),
            Map.entry("selfTest", false),
            Map.entry("allowHints", true),
            Map.entry("k", 4),
            Map.entry("refusalWaitMs", 101),
            Map.entry("holdWaitMs", 101),
            Map.entry("commitWaitMs", 101),
            Map.entry("lookUpsPerMinute", 11),
            Map.entry("signedPerMinute", 1),
            Map.entry("asksPerTargetPerHour", 121),
            Map.entry("maxPeers", 1),
            Map.entry("maxMiddleMen", 1),
            Map.entry("maxLookUps", 1),
            Map.entry("spreadSeconds", 31));

    @Test
    void shouldKeepWhoIsRegisteredWhileItTakesAllThatNeedsNoOtherPlace() throws Exception {
        KaServerComponent component = new KaServerComponent(config("k", 3), binding, time, time);
        assertThat(register(component)).isEqualTo(Status.CREATED);
        Map<String, Object> changed = new HashMap<>();
        for (Map.Entry<String, Object> one : TAKEN_WHILE_IT_RUNS) {
            changed.put(one.getKey(), one.getValue());
            component.change(config(changed));
            assertThat(component.totals().peers()).as(one.getKey()).isEqualTo(1);
            assertThat(served).as(one.getKey()).isEqualTo(1);
        }
        assertThat(component.address()).startsWith("coaps://other.example.org:");
        assertThat(register(component)).as("with signedPerMinute = 1").isEqualTo(Status.TOO_MANY_REQUESTS);

        changed.put("port", 7);
        component.change(config(changed));
        assertThat(served).isEqualTo(2);
        assertThat(component.totals().peers()).as("at another port").isZero();
        component.stop();
        assertThat(time.waiting()).isZero();
    }

    @Test
    void shouldTakeTheSettingsOfTheOldPlaceBackWhenTheNewOneIsTaken() throws Exception {
        KaServerComponent component = new KaServerComponent(config("port", 6), binding, time, time);
        takenPort = 7;
        assertThatExceptionOfType(ControlException.class)
                .isThrownBy(() -> component.change(config(Map.of("port", 7, "signedPerMinute", 1))));
        assertThat(register(component)).isEqualTo(Status.CREATED);
        assertThat(register(component)).isEqualTo(Status.CREATED);
        component.stop();
    }

    /** A peer registers; what it is told. */
    private Status register(KaServerComponent component) throws Exception {
        KeyPair key = Ed25519.generate();
        NonceAnswer nonce =
                NonceAnswer.parse(ask(component, Method.GET, "/n", new byte[0]).payload());
        RegisterPeer body = new RegisterPeer(
                House.REALM, nonce.nonce(), 3_600, Accept.ASK, Families.BOTH, LatchMode.KNOCK, Octets.EMPTY);
        SignedRequest signed =
                SignedRequest.sign(body.encode(), ProofContext.ofPeer(House.REALM, nonce.kaId(), nonce.nonce()), key);
        return ask(component, Method.POST, "/p", signed.encode()).status();
    }

    private Answer ask(KaServerComponent component, Method method, String path, byte[] payload) {
        Inquirer reply = new Inquirer(time);
        component.handle(new Request(method, path, payload, true, false, new FakeAssociation(1, "192.0.2.1")), reply);
        return reply.answer();
    }

    private record Request(
            Method method, String path, byte[] payload, boolean isJson, boolean wantsObserve, Association association)
            implements ControlRequest {}

    @Test
    void shouldServeAsBeforeWhenTheNewPlaceIsTaken() throws Exception {
        KaServerComponent component = new KaServerComponent(config("port", 6), binding, time, time);
        takenPort = 7;
        assertThatExceptionOfType(ControlException.class).isThrownBy(() -> component.change(config("port", 7)));
        assertThat(served).isEqualTo(2);
        assertThat(closed).isFalse();
        assertThat(spec.bind().port()).isEqualTo(6);
        component.stop();
        assertThat(closed).isTrue();
    }

    @Test
    void shouldServeAsConfiguredAndSayWhereItIs() throws Exception {
        KaServerComponent component = new KaServerComponent(config("handshakesPerSecond", 5), binding, time, time);

        assertThat(spec.bind()).isEqualTo(House.ip("127.0.0.1"));
        assertThat(spec.root()).isEqualTo("m2");
        assertThat(spec.maxAssociations()).isEqualTo(77);
        assertThat(spec.handshakesPerSecond()).isEqualTo(5);
        KaAddress address = KaAddress.parse(component.address());
        assertThat(address.host()).isEqualTo("ka.example.org");
        assertThat(address.port()).isEqualTo(15_684);
        assertThat(address.kaId())
                .isEqualTo(KaAddress.kaIdOf(spec.chain().get(0).getPublicKey()));
        assertThat(component.port()).isEqualTo(15_684);
        assertThat(component.totals().peers()).isZero();

        component.stop();
        assertThat(closed).isTrue();
        assertThat(time.waiting()).isZero();
    }
}
