package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.control.ControlServer;
import dev.middleman.api.control.ServerSpec;
import dev.middleman.api.policy.Applicant;
import dev.middleman.api.policy.MembershipPolicy;
import dev.middleman.testkit.control.TestIdentity;
import dev.middleman.wire.id.KaAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KaServerComponentTest {
    @TempDir
    Path folder;

    private final VirtualTime time = new VirtualTime();
    private ServerSpec spec;
    private boolean closed;

    private final ControlServer binding = new ControlServer() {
        @Override
        public Served serve(ServerSpec its, ControlHandler handler) throws ControlException {
            spec = its;
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

    @Test
    void shouldServeAsConfiguredAndSayWhereItIs() throws Exception {
        Path identity = TestIdentity.pkcs12(folder, "ka");
        KaServerConfig config = Settings.of(Map.of(
                "bind",
                "127.0.0.1",
                "port",
                0,
                "publicHost",
                "ka.example.org",
                "identityFile",
                identity.toString(),
                "_identityPassword",
                TestIdentity.PASSWORD,
                "maxAssociations",
                77,
                "handshakesPerSecond",
                5));

        KaServerComponent component = new KaServerComponent(config, binding, time, time);

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
