package dev.middleman.wire.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.wire.Vectors;
import dev.middleman.wire.Vectors.Vector;
import dev.middleman.wire.WireException;
import java.security.KeyPair;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class MembershipTest {
    private static final long NOW = 1_800_000_000;

    private final KeyPair realmKey = Ed25519.generate();
    private final Octets realmId = RealmDocument.realmIdOf(Ed25519.raw(realmKey.getPublic()));
    private final Octets member = Ed25519.raw(Ed25519.generate().getPublic());
    private final Octets other = Ed25519.raw(Ed25519.generate().getPublic());

    static List<Vector> memberProofs() {
        return Vectors.read("identity.json", "memberProofs");
    }

    static List<Vector> memberCertificates() {
        return Vectors.read("identity.json", "memberCertificates");
    }

    @ParameterizedTest
    @MethodSource("memberProofs")
    void shouldProveASecretAsTheVectorSays(Vector vector) {
        ProofContext context = ProofContext.ofPeer(vector.hex("realmId"), vector.hex("kaId"), vector.hex("nonce"));
        byte[] input = MemberProof.input(context, vector.hex("pub"));
        assertThat(Octets.of(input)).isEqualTo(vector.hex("input"));
        assertThat(MemberProof.bySecret(vector.hex("secret"), input)).isEqualTo(vector.hex("credential"));
    }

    @ParameterizedTest
    @MethodSource("memberCertificates")
    void shouldCertifyAsTheVectorSays(Vector vector) throws Exception {
        KeyPair realm = new KeyPair(
                Ed25519.publicKey(vector.hex("realmPub")),
                Ed25519.privateKey(vector.hex("seed").toArray()));
        long notAfter = vector.number("notAfter");
        MemberCertificate made = MemberCertificate.sign(realm, vector.hex("pub"), notAfter);
        assertThat(made.encode()).isEqualTo(vector.hex("credential"));
        assertThat(made.admits(vector.hex("realmId"), vector.hex("pub"), notAfter))
                .isTrue();
    }

    private static Octets filled(int value) {
        byte[] bytes = new byte[32];
        java.util.Arrays.fill(bytes, (byte) value);
        return Octets.of(bytes);
    }

    @Test
    void shouldCertifyOneKeyOfOneRealmUntilItsLastSecond() throws Exception {
        MemberCertificate made = MemberCertificate.sign(realmKey, member, NOW);
        MemberCertificate read = MemberCertificate.parse(made.encode().toArray());

        assertThat(read).isEqualTo(made);
        assertThat(read.admits(realmId, member, NOW)).isTrue();
        assertThat(read.admits(realmId, member, NOW + 1)).isFalse();
        assertThat(read.admits(realmId, other, NOW)).isFalse();
        assertThat(read.admits(filled(1), member, NOW)).isFalse();
    }

    @Test
    void shouldNotCertifyInTheNameOfAnotherRealm() {
        MemberCertificate stranger = MemberCertificate.sign(Ed25519.generate(), member, NOW);
        MemberCertificate forged = new MemberCertificate(Ed25519.raw(realmKey.getPublic()), NOW, stranger.sig());

        assertThat(stranger.admits(realmId, member, NOW)).isFalse();
        assertThat(forged.admits(realmId, member, NOW)).isFalse();
    }

    @Test
    void shouldRefuseEveryFlippedBit() throws Exception {
        byte[] good = MemberCertificate.sign(realmKey, member, NOW).encode().toArray();
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(MemberCertificate.parse(bad).admits(realmId, member, NOW))
                    .as("with bit %d flipped", bit)
                    .isFalse();
        }
        assertThatThrownBy(() -> MemberCertificate.parse(new byte[103])).isInstanceOf(WireException.class);
    }

    @Test
    void shouldProveTheSecretForOneRealmServerNonceAndCaller() {
        byte[] input = MemberProof.input(ProofContext.ofPeer(filled(1), filled(2), filled(3)), filled(4));
        Octets proof = MemberProof.bySecret(filled(9), input);

        assertThat(input)
                .hasSize(MemberProof.INPUT_BYTES)
                .startsWith('M', '2', '-')
                .endsWith(4);
        assertThat(MemberProof.bySecret(filled(9), input)).isEqualTo(proof);
        assertThat(MemberProof.bySecret(filled(8), input)).isNotEqualTo(proof);
        for (int part = 0; part < 4; part++) {
            ProofContext context = ProofContext.ofPeer(
                    filled(part == 0 ? 7 : 1), filled(part == 1 ? 7 : 2), filled(part == 2 ? 7 : 3));
            assertThat(MemberProof.bySecret(filled(9), MemberProof.input(context, filled(part == 3 ? 7 : 4))))
                    .as("another part %d", part)
                    .isNotEqualTo(proof);
        }
    }

    @Test
    void shouldNotTakeASecretThatCouldBeGuessed() {
        assertThatThrownBy(() -> MemberProof.bySecret(Octets.of(new byte[15]), new byte[MemberProof.INPUT_BYTES]))
                .hasMessage("a secret of 15 bytes is shorter than 16 bytes");
    }
}
