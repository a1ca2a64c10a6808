package dev.middleman.peer.seal;

import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.SealedBlob;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;

/** A KA server that lies as well as it can: it opens what was sealed for it and seals it for somebody else. */
final class Forger {
    private Forger() {}

    static byte[][] reseal(Blobs.Caller own, Octets answer, Octets victimBlob, Octets realm) throws Exception {
        Field field = Blobs.Caller.class.getDeclaredField("key");
        field.setAccessible(true);
        X25519PrivateKeyParameters key = (X25519PrivateKeyParameters) field.get(own);
        HPKE hpke = new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM128);
        SealedBlob sealed = SealedBlob.parse(answer);
        byte[] info = ByteBuffer.allocate(43)
                .put("M2-line-v1S".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .put(realm.toArray())
                .array();
        byte[] inner = hpke.open(
                sealed.encapsulated().toArray(),
                new AsymmetricCipherKeyPair(key.generatePublicKey(), key),
                info,
                own.blob().toArray(),
                sealed.ciphertext().toArray(),
                null,
                null,
                null);
        return hpke.seal(
                hpke.deserializePublicKey(victimBlob.toArray()), info, victimBlob.toArray(), inner, null, null, null);
    }
}
