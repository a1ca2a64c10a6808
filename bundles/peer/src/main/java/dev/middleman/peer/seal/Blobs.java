package dev.middleman.peer.seal;

import dev.middleman.wire.WireException;
import dev.middleman.wire.id.CallerBlob;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import dev.middleman.wire.id.SealedBlob;
import dev.middleman.wire.id.TargetBlob;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;

/**
 * The key agreement that rides on an introduction: the caller's ephemeral key one way, the target's, signed and sealed,
 * the other way. Stateless and thread-safe.
 *
 * <p>HPKE (RFC 9180) in base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-128-GCM, which browsers have too;
 * info = "M2-line-v1" | mode 'S' or 'P' | realm id, associated data = the caller's blob.
 */
public final class Blobs {
    private static final byte[] LABEL = "M2-line-v1".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY_BYTES = 32;

    private Blobs() {}

    /** The caller's side of one call. */
    public static final class Caller {
        private final X25519PrivateKeyParameters key;
        private final Octets blob;

        private Caller(X25519PrivateKeyParameters key) {
            this.key = key;
            this.blob = new CallerBlob(publicKey(key)).encode();
        }

        /** For a new line. */
        public static Caller fresh() {
            return new Caller(new X25519PrivateKeyParameters(new SecureRandom()));
        }

        /**
         * For a line that replaces another one, as the called peer can tell.
         *
         * @param attempt counts the attempts; beyond {@value LineSecret#NEXT_KEYS} the peer cannot tell any more
         */
        public static Caller replacing(LineSecret old, int attempt) {
            return attempt < LineSecret.NEXT_KEYS ? new Caller(old.nextKey(attempt)) : fresh();
        }

        /** What goes to the called peer. */
        public Octets blob() {
            return blob;
        }

        /**
         * Checks what came back.
         *
         * @throws NotAuthenticException when it was not made by the peer that was called, for this call
         */
        public LineSecret open(Octets sealedBlob, Octets realmId, Pid called, Mode mode) throws NotAuthenticException {
            try {
                SealedBlob sealed = SealedBlob.parse(sealedBlob);
                TargetBlob target = TargetBlob.parse(unseal(sealed, realmId, mode));
                if (!target.verify(realmId, blob, called)) {
                    throw new NotAuthenticException("the answer was not made by the peer that was called");
                }
                return LineSecret.of(agree(key, target.ephemeral()), blob, sealedBlob);
            } catch (WireException e) {
                throw new NotAuthenticException("the answer of the called peer is malformed");
            }
        }

        private byte[] unseal(SealedBlob sealed, Octets realmId, Mode mode) throws NotAuthenticException {
            return tryUnseal(sealed, realmId, mode).orElseThrow(() -> {
                Mode other = mode == Mode.SEALED ? Mode.PLAIN : Mode.SEALED;
                return new NotAuthenticException(
                        tryUnseal(sealed, realmId, other).isPresent()
                                ? "one side wants a sealed line, the other one a plain line"
                                : "the answer was not sealed for this call");
            });
        }

        private Optional<byte[]> tryUnseal(SealedBlob sealed, Octets realmId, Mode mode) {
            AsymmetricCipherKeyPair pair = new AsymmetricCipherKeyPair(key.generatePublicKey(), key);
            try {
                return Optional.of(hpke().open(
                                sealed.encapsulated().toArray(),
                                pair,
                                info(realmId, mode),
                                blob.toArray(),
                                sealed.ciphertext().toArray(),
                                null,
                                null,
                                null));
            } catch (InvalidCipherTextException | RuntimeException e) {
                return Optional.empty(); // Bouncy Castle answers a bad point with unchecked exceptions
            }
        }
    }

    /**
     * The called peer's side of one call.
     *
     * @param sealedBlob what goes back to the caller
     * @param secret what both share
     */
    public record Answered(Octets sealedBlob, LineSecret secret) {

        /**
         * Answers an offer.
         *
         * @param identity the called peer's Ed25519 key pair
         * @throws NotAuthenticException when the offer's blob is no caller's key
         */
        public static Answered to(Octets callerBlob, Octets realmId, KeyPair identity, Mode mode)
                throws NotAuthenticException {
            try {
                Octets callerKey = CallerBlob.parse(callerBlob).ephemeral();
                X25519PrivateKeyParameters own = new X25519PrivateKeyParameters(new SecureRandom());
                byte[] shared = agree(own, callerKey);
                TargetBlob target = TargetBlob.sign(realmId, callerBlob, publicKey(own), identity);
                byte[][] sealed = hpke().seal(
                                hpke().deserializePublicKey(callerKey.toArray()),
                                info(realmId, mode),
                                callerBlob.toArray(),
                                target.encode(),
                                null,
                                null,
                                null);
                Octets blob = new SealedBlob(Octets.of(sealed[1]), Octets.of(sealed[0])).encode();
                return new Answered(blob, LineSecret.of(shared, callerBlob, blob));
            } catch (WireException | InvalidCipherTextException e) {
                throw new NotAuthenticException("the caller's blob is malformed");
            }
        }
    }

    /** The blobs by which a caller would replace this line. */
    public static Octets[] nextBlobs(LineSecret secret) {
        Octets[] blobs = new Octets[LineSecret.NEXT_KEYS];
        Arrays.setAll(blobs, attempt -> Caller.replacing(secret, attempt).blob());
        return blobs;
    }

    private static HPKE hpke() {
        return new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM128);
    }

    private static byte[] info(Octets realmId, Mode mode) {
        return ByteBuffer.allocate(LABEL.length + 1 + KEY_BYTES)
                .put(LABEL)
                .put((byte) mode.code())
                .put(realmId.toArray())
                .array();
    }

    private static Octets publicKey(X25519PrivateKeyParameters key) {
        return Octets.of(key.generatePublicKey().getEncoded());
    }

    private static byte[] agree(X25519PrivateKeyParameters own, Octets other) throws NotAuthenticException {
        byte[] shared = new byte[KEY_BYTES];
        try {
            own.generateSecret(new X25519PublicKeyParameters(other.toArray()), shared, 0);
        } catch (RuntimeException e) {
            throw new NotAuthenticException("the other side's key is a point of small order"); // RFC 7748 section 6.1
        }
        return shared;
    }
}
