package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.control.ControlServer;
import dev.middleman.api.control.ServerSpec;
import dev.middleman.api.policy.Applicant;
import dev.middleman.api.policy.MembershipPolicy;
import dev.middleman.testkit.control.TestIdentity;
import dev.middleman.wire.id.KaAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        values.put(key, value);
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
