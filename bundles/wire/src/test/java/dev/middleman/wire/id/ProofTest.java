package dev.middleman.wire.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.middleman.wire.Rnd;
import dev.middleman.wire.Seeds;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A proof holds for what it was made for, and for nothing else. */
class ProofTest {
    private static final KeyPair KEY = Ed25519.generate();
    private static final KeyPair OTHER_KEY = Ed25519.generate();

    private final SplittableRandom random = Seeds.next("ProofTest");
    private final Octets realm = Rnd.octets(random, 32);
    private final Octets kaId = Rnd.octets(random, 32);
    private final Octets nonce = Rnd.octets(random, 32);
    private final ProofContext context = ProofContext.ofPeer(realm, kaId, nonce);
    private final byte[] body = Rnd.octets(random, 200).toArray();
    private final SignedRequest request = SignedRequest.sign(body, context, KEY);

    @Test
    void shouldHoldForItsOwnContextOnly() {
        Octets other = Rnd.octets(random, 32);
        assertThat(request.verify(context)).isTrue();
        assertThat(request.verify(new ProofContext(Role.MIDDLEMAN, realm, kaId, nonce)))
                .isFalse();
        assertThat(request.verify(ProofContext.ofPeer(other, kaId, nonce))).isFalse();
        assertThat(request.verify(ProofContext.ofPeer(realm, other, nonce))).isFalse();
        assertThat(request.verify(ProofContext.ofPeer(realm, kaId, other))).isFalse();
    }

    @Test
    void shouldNotHoldForAnotherBodyKeyOrSignature() {
        assertThat(request.verify(context)).isTrue();
        assertThat(new SignedRequest(flipped(request.body()), request.pub(), request.sig()).verify(context))
                .isFalse();
        Octets otherPub = Ed25519.raw(OTHER_KEY.getPublic());
        assertThat(new SignedRequest(request.body(), otherPub, request.sig()).verify(context))
                .isFalse();
        for (int i = 0; i < 50; i++) {
            assertThat(new SignedRequest(request.body(), request.pub(), flipped(request.sig())).verify(context))
                    .isFalse();
            assertThat(new SignedRequest(request.body(), flipped(request.pub()), request.sig()).verify(context))
                    .isFalse();
        }
    }

    @Test
    void shouldBindATargetsBlobToRealmCallerAndPid() {
        Octets caller = Rnd.octets(random, 32);
        Octets ephemeral = Rnd.octets(random, 32);
        Pid called = Pid.of(realm, Ed25519.raw(KEY.getPublic()));
        TargetBlob blob = TargetBlob.sign(realm, caller, ephemeral, KEY);
        assertThat(blob.verify(realm, caller, called)).isTrue();
        assertThat(blob.verify(realm, flipped(caller), called)).isFalse();
        assertThat(blob.verify(flipped(realm), caller, called)).isFalse();
        assertThat(blob.verify(realm, caller, new Pid(called.high(), ~called.low())))
                .isFalse();

        TargetBlob swappedKey = new TargetBlob(flipped(ephemeral), blob.identity(), blob.signature());
        assertThat(swappedKey.verify(realm, caller, called)).isFalse();
        TargetBlob madeByAnother = TargetBlob.sign(realm, caller, ephemeral, OTHER_KEY);
        assertThat(madeByAnother.verify(realm, caller, called)).isFalse();
    }

    @Test
    void shouldSayWhichKeyIsNoEd25519Key() throws Exception {
        KeyPair ec = KeyPairGenerator.getInstance("EC").generateKeyPair();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ed25519.raw(ec.getPublic()))
                .withMessage("not an Ed25519 public key");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ed25519.sign(ec.getPrivate(), body))
                .withMessage("not an Ed25519 private key");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ed25519.privateKey(new byte[31]))
                .withMessage("a private key of 31 bytes is not 32 bytes");
    }

    @Test
    void shouldConvertManyKeysBothWays() throws Exception {
        for (int i = 0; i < 200; i++) {
            KeyPair pair = Ed25519.generate();
            assertThat(Ed25519.publicKey(Ed25519.raw(pair.getPublic()))).isEqualTo(pair.getPublic());
        }
    }

    private Octets flipped(Octets octets) {
        byte[] bytes = octets.toArray();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return Octets.of(bytes);
    }
}
