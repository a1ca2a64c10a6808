package dev.middleman.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.middleman.api.policy.AdmissionPolicy;
import dev.middleman.api.policy.Applicant;
import dev.middleman.api.policy.CapacityRequest;
import dev.middleman.api.policy.MembershipPolicy;
import dev.middleman.api.relay.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PoliciesCommandTest {

    private static Map.Entry<Map<String, Object>, AdmissionPolicy> admission(String name, long id, int ranking) {
        AdmissionPolicy policy = new AdmissionPolicy() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Optional<Refusal> refusal(CapacityRequest request) {
                throw new UnsupportedOperationException("a console only reads");
            }
        };
        return Map.entry(Map.of("service.id", id, "service.ranking", ranking), policy);
    }

    private static MembershipPolicy rule(String name) {
        return new MembershipPolicy() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public boolean isMember(Applicant applicant) {
                throw new UnsupportedOperationException("a console only reads");
            }
        };
    }

    private final PoliciesCommand command = new PoliciesCommand(
            List.of(admission("admission", 3, 10), admission("one-at-a-time", 9, 100)),
            List.of(),
            List.of(),
            List.of(rule("psk"), rule("cert")));

    @Test
    void shouldStarThePolicyThatIsAskedAndNameTheOthers() {
        assertThat(command.policies()).isEqualTo("""
                        kind           policy
                        admission   *  one-at-a-time
                        admission      admission
                        traffic        none
                        selection      none
                        membership  *  cert
                        membership  *  psk""");
    }

    @Test
    void shouldSayItForScripts() {
        assertThat(command.policies("--json"))
                .isEqualTo("{\"admission\": [\"one-at-a-time\", \"admission\"], \"traffic\": [], \"selection\": [],"
                        + " \"membership\": [\"cert\", \"psk\"]}");
        assertThatIllegalArgumentException().isThrownBy(() -> command.policies("--yaml"));
    }
}
