package dev.middleman.policy.cert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.policy.Applicant;
import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.MemberCertificate;
import dev.middleman.wire.id.RealmDocument;
import java.security.KeyPair;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class CertificateComponentTest {
    private static final long NOW = 1_800_000_000;
    private static final byte[] NOTHING = {};

    private final CertificateComponent policy = new CertificateComponent();
    private final KeyPair realmKey = Ed25519.generate();
    private final byte[] realmId =
            RealmDocument.realmIdOf(Ed25519.raw(realmKey.getPublic())).toArray();
    private final KeyPair member = Ed25519.generate();
    private final byte[] pub = Ed25519.raw(member.getPublic()).toArray();
    private final byte[] certificate = MemberCertificate.sign(realmKey, Ed25519.raw(member.getPublic()), NOW)
            .encode()
            .toArray();

    @Test
    void shouldTakeTheOneWhomTheRealmCertified() {
        assertThat(policy.name()).isEqualTo("cert");
        assertThat(policy.isMember(new Applicant(realmId, pub, NOTHING, certificate, NOW)))
                .isTrue();
    }

    @Test
    void shouldTakeNobodyElse() {
        byte[] stranger = Ed25519.raw(Ed25519.generate().getPublic()).toArray();

        assertThat(policy.isMember(new Applicant(realmId, NOTHING, NOTHING, certificate, NOW)))
                .as("a copied certificate without a signature")
                .isFalse();
        assertThat(policy.isMember(new Applicant(realmId, stranger, NOTHING, certificate, NOW)))
                .as("a copied certificate with another key")
                .isFalse();
        assertThat(policy.isMember(new Applicant(new byte[32], pub, NOTHING, certificate, NOW)))
                .as("another realm")
                .isFalse();
        assertThat(policy.isMember(new Applicant(realmId, pub, NOTHING, certificate, NOW + 1)))
                .as("too late")
                .isFalse();
        assertThat(policy.isMember(new Applicant(realmId, pub, NOTHING, NOTHING, NOW)))
                .as("no certificate")
                .isFalse();
    }
}
