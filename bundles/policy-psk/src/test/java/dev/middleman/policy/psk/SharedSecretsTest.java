package dev.middleman.policy.psk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.policy.Applicant;
import dev.middleman.wire.id.MemberProof;
import dev.middleman.wire.id.Octets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class SharedSecretsTest {
    private static final byte[] PUB = new byte[32];
    private static final byte[] INPUT = new byte[MemberProof.INPUT_BYTES];

    private static Octets filled(int value, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return Octets.of(bytes);
    }

    private static String entry(int realm, int secret) {
        return filled(realm, 32).toBase64Url() + " " + filled(secret, 16).toBase64Url();
    }

    private static Applicant applicant(int realm, byte[] pub, int secret) {
        byte[] credential = MemberProof.bySecret(filled(secret, 16), INPUT).toArray();
        return new Applicant(filled(realm, 32).toArray(), pub, INPUT, credential, 0);
    }

    @Test
    void shouldKnowThoseWhoKnowTheSecretOfThatRealm() {
        SharedSecrets secrets = SharedSecrets.parse(entry(1, 11), entry(2, 22), entry(2, 23));

        assertThat(secrets.knows(applicant(1, PUB, 11))).isTrue();
        assertThat(secrets.knows(applicant(2, PUB, 22))).isTrue();
        assertThat(secrets.knows(applicant(2, PUB, 23))).as("the second secret").isTrue();
        assertThat(secrets.knows(applicant(1, PUB, 22))).as("another realm's").isFalse();
        assertThat(secrets.knows(applicant(3, PUB, 11))).as("no such realm").isFalse();
        assertThat(secrets.knows(applicant(1, new byte[0], 11))).as("unsigned").isFalse();
    }

    @Test
    void shouldNotShowASecretThatItCannotRead() {
        for (String bad : new String[] {"x", "x y", filled(1, 32).toBase64Url() + " hunter2", entry(1, 1) + " more"}) {
            assertThatThrownBy(() -> SharedSecrets.parse(entry(1, 1), bad))
                    .hasMessage("secrets: entry 2 is not a realm id and a secret of 16 to 64 bytes, base64url");
        }
    }
}
