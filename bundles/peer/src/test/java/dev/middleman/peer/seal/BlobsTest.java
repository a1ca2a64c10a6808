package dev.middleman.peer.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.peer.Identity;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.junit.jupiter.api.Test;

class BlobsTest {
    private static final Octets REALM = Octets.of(new byte[32]);

    private final Identity bob = Identity.create();
    private final Pid bobPid = bob.pid(REALM);

    @Test
    void shouldGiveBothEndsTheSameSecret() throws Exception {
        Blobs.Caller alice = Blobs.Caller.fresh();
        Blobs.Answered answer = Blobs.Answered.to(alice.blob(), REALM, bob.keyPair(), Mode.SEALED);
        LineSecret secret = alice.open(answer.sealedBlob(), REALM, bobPid, Mode.SEALED);
        assertThat(secret.channelKey()).isEqualTo(answer.secret().channelKey()).hasSize(32);
        assertThat(secret.proofTag()).isEqualTo(answer.secret().proofTag()).isNotEqualTo(secret.proofAcknowledgement());
    }

    @Test
    void shouldHaveAnotherSecretEachTime() throws Exception {
        Blobs.Caller alice = Blobs.Caller.fresh();
        Blobs.Answered once = Blobs.Answered.to(alice.blob(), REALM, bob.keyPair(), Mode.SEALED);
        Blobs.Answered twice = Blobs.Answered.to(alice.blob(), REALM, bob.keyPair(), Mode.SEALED);
        assertThat(once.secret().channelKey()).isNotEqualTo(twice.secret().channelKey());
    }

    @Test
    void shouldNotBelieveAnotherPeer() throws Exception {
        Blobs.Caller alice = Blobs.Caller.fresh();
        Identity mallory = Identity.create();
        Blobs.Answered answer = Blobs.Answered.to(alice.blob(), REALM, mallory.keyPair(), Mode.SEALED);
        assertThat(alice.open(answer.sealedBlob(), REALM, mallory.pid(REALM), Mode.SEALED))
                .isNotNull();
        assertThatThrownBy(() -> alice.open(answer.sealedBlob(), REALM, bobPid, Mode.SEALED))
                .isInstanceOf(NotAuthenticException.class)
                .hasMessageContaining("not made by the peer");
    }

    @Test
    void shouldNotBelieveAnAnswerToSomebodyElse() throws Exception {
        Blobs.Caller mallory = Blobs.Caller.fresh();
        Blobs.Caller alice = Blobs.Caller.fresh();
        // The KA server calls bob itself and hands his answer, sealed to its own key, to alice.
        Blobs.Answered answer = Blobs.Answered.to(mallory.blob(), REALM, bob.keyPair(), Mode.SEALED);
        assertThatThrownBy(() -> alice.open(answer.sealedBlob(), REALM, bobPid, Mode.SEALED))
                .isInstanceOf(NotAuthenticException.class);
    }

    @Test
    void shouldNotBelieveAnAnswerThatWasOpenedAndSealedAgain() throws Exception {
        Blobs.Caller mallory = Blobs.Caller.fresh();
        Blobs.Caller alice = Blobs.Caller.fresh();
        Blobs.Answered answer = Blobs.Answered.to(mallory.blob(), REALM, bob.keyPair(), Mode.SEALED);
        assertThat(mallory.open(answer.sealedBlob(), REALM, bobPid, Mode.SEALED))
                .isNotNull();
        // What mallory can make: bob's real signature (over her own blob), sealed to alice.
        byte[][] forged = Forger.reseal(mallory, answer.sealedBlob(), alice.blob(), REALM);
        Octets blob = Octets.of(concat(forged[1], forged[0]));
        assertThatThrownBy(() -> alice.open(blob, REALM, bobPid, Mode.SEALED))
                .isInstanceOf(NotAuthenticException.class)
                .hasMessageContaining("not made by the peer");
    }

    @Test
    void shouldNotBelieveAnswersOfAnotherRealm() throws Exception {
        byte[] other = new byte[32];
        other[0] = 1;
        Blobs.Caller alice = Blobs.Caller.fresh();
        Blobs.Answered answer = Blobs.Answered.to(alice.blob(), Octets.of(other), bob.keyPair(), Mode.SEALED);
        assertThatThrownBy(() -> alice.open(answer.sealedBlob(), REALM, bobPid, Mode.SEALED))
                .isInstanceOf(NotAuthenticException.class);
    }

    @Test
    void shouldNoticeEveryFlippedBit() throws Exception {
        Blobs.Caller alice = Blobs.Caller.fresh();
        Blobs.Answered answer = Blobs.Answered.to(alice.blob(), REALM, bob.keyPair(), Mode.SEALED);
        byte[] bytes = answer.sealedBlob().toArray();
        for (int i = 0; i < bytes.length; i++) {
            byte[] tampered = bytes.clone();
            tampered[i] ^= 0x10;
            assertThatThrownBy(() -> alice.open(Octets.of(tampered), REALM, bobPid, Mode.SEALED))
                    .as("byte %d", i)
                    .isInstanceOf(NotAuthenticException.class);
        }
        for (int length = 0; length < bytes.length; length += 7) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> alice.open(Octets.of(cut), REALM, bobPid, Mode.SEALED))
                    .isInstanceOf(NotAuthenticException.class);
        }
    }

    @Test
    void shouldSayWhenOneSideIsPlainAndTheOtherIsNot() throws Exception {
        Blobs.Caller alice = Blobs.Caller.fresh();
        Blobs.Answered answer = Blobs.Answered.to(alice.blob(), REALM, bob.keyPair(), Mode.PLAIN);
        assertThatThrownBy(() -> alice.open(answer.sealedBlob(), REALM, bobPid, Mode.SEALED))
                .isInstanceOf(NotAuthenticException.class)
                .hasMessageContaining("plain line");
    }

    @Test
    void shouldRefuseKeysOfSmallOrder() {
        assertThatThrownBy(() -> Blobs.Answered.to(Octets.of(new byte[32]), REALM, bob.keyPair(), Mode.SEALED))
                .isInstanceOf(NotAuthenticException.class);
        assertThatThrownBy(() -> Blobs.Answered.to(Octets.of(new byte[5]), REALM, bob.keyPair(), Mode.SEALED))
                .isInstanceOf(NotAuthenticException.class);
    }

    @Test
    void shouldRecogniseTheCallerWhoReplacesALineAndNobodyElse() throws Exception {
        Blobs.Caller alice = Blobs.Caller.fresh();
        Blobs.Answered answer = Blobs.Answered.to(alice.blob(), REALM, bob.keyPair(), Mode.PLAIN);
        LineSecret secret = alice.open(answer.sealedBlob(), REALM, bobPid, Mode.PLAIN);
        Octets[] expected = Blobs.nextBlobs(answer.secret());
        assertThat(expected)
                .doesNotHaveDuplicates()
                .hasSize(LineSecret.NEXT_KEYS)
                .doesNotContain(alice.blob());
        for (int attempt = 0; attempt < LineSecret.NEXT_KEYS; attempt++) {
            assertThat(Blobs.Caller.replacing(secret, attempt).blob()).isEqualTo(expected[attempt]);
        }
        assertThat(expected)
                .doesNotContain(
                        Blobs.Caller.replacing(secret, LineSecret.NEXT_KEYS).blob());
        // The replacement is a full agreement of its own.
        Blobs.Caller again = Blobs.Caller.replacing(secret, 0);
        Blobs.Answered second = Blobs.Answered.to(again.blob(), REALM, bob.keyPair(), Mode.PLAIN);
        assertThat(again.open(second.sealedBlob(), REALM, bobPid, Mode.PLAIN).channelKey())
                .isEqualTo(second.secret().channelKey())
                .isNotEqualTo(secret.channelKey());
    }

    @Test
    void shouldLetTheCallerProveItselfInThisLineOnly() throws Exception {
        Identity carol = Identity.create();
        Blobs.Caller alice = Blobs.Caller.fresh();
        Blobs.Answered answer = Blobs.Answered.to(alice.blob(), REALM, bob.keyPair(), Mode.SEALED);
        CallerProof here = new CallerProof(alice.open(answer.sealedBlob(), REALM, bobPid, Mode.SEALED), REALM);
        CallerProof there = new CallerProof(answer.secret(), REALM);
        java.nio.ByteBuffer proof = java.nio.ByteBuffer.wrap(here.make(carol.keyPair()));
        assertThat(there.isProof(proof)).isTrue();
        assertThat(there.verify(proof)).contains(carol.pid(REALM));
        assertThat(here.isAcknowledgement(java.nio.ByteBuffer.wrap(there.acknowledgement())))
                .isTrue();
        CallerProof elsewhere = new CallerProof(
                Blobs.Answered.to(alice.blob(), REALM, bob.keyPair(), Mode.SEALED)
                        .secret(),
                REALM);
        assertThat(elsewhere.isProof(proof)).isFalse();
        assertThat(elsewhere.verify(proof)).isEmpty();
        proof.put(60, (byte) (proof.get(60) ^ 1));
        assertThat(there.verify(proof)).isEmpty();
    }

    /** RFC 9180 appendix A.1.1: base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM. */
    @Test
    void shouldUseTheSuiteOfTheStandard() throws Exception {
        HPKE hpke = new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM128);
        HexFormat hex = HexFormat.of();
        X25519PrivateKeyParameters key = new X25519PrivateKeyParameters(
                hex.parseHex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8"));
        byte[] plain = hpke.open(
                hex.parseHex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"),
                new AsymmetricCipherKeyPair(key.generatePublicKey(), key),
                hex.parseHex("4f6465206f6e2061204772656369616e2055726e"),
                hex.parseHex("436f756e742d30"),
                hex.parseHex("f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a9"
                        + "6d8770ac83d07bea87e13c512a"),
                null,
                null,
                null);
        assertThat(new String(plain, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("Beauty is truth, truth beauty");
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
