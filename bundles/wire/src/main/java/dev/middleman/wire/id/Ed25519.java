package dev.middleman.wire.id;

import dev.middleman.wire.WireException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;

/**
 * Ed25519 (RFC 8032) with the platform's own implementation, and its keys in the raw form that goes over the wire.
 * Stateless and thread-safe.
 */
public final class Ed25519 {
    /** Bytes of a raw public key, and of the seed that is a private key. */
    public static final int KEY_BYTES = 32;

    /** Bytes of a signature. */
    public static final int SIGNATURE_BYTES = 64;

    private static final String NAME = "Ed25519";
    private static final BigInteger PRIME = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

    private Ed25519() {}

    /** A new key pair. */
    public static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance(NAME).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /**
     * A private key from its 32 bytes (RFC 8032 section 5.1.5).
     *
     * @throws IllegalArgumentException when there are not 32 bytes
     */
    public static PrivateKey privateKey(byte[] seed) {
        if (seed.length != KEY_BYTES) {
            throw new IllegalArgumentException("a private key of " + seed.length + " bytes is not 32 bytes");
        }
        try {
            return KeyFactory.getInstance(NAME)
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /**
     * A public key from its 32 bytes: y little-endian, the sign of x in the top bit (RFC 8032 section 5.1.2). One key has
     * one form: a y that is not below the prime is refused, else one key would have two peer ids. Whether the point lies on
     * the curve shows when a signature is checked.
     */
    public static PublicKey publicKey(Octets raw) throws WireException {
        if (raw.length() != KEY_BYTES) {
            throw new WireException("a public key of " + raw.length() + " bytes is not 32 bytes");
        }
        byte[] bigEndian = reversed(raw.toArray());
        boolean xOdd = (bigEndian[0] & 0x80) != 0;
        bigEndian[0] &= 0x7f;
        BigInteger y = new BigInteger(1, bigEndian);
        if (y.compareTo(PRIME) >= 0) {
            throw new WireException("a public key is not in its canonical form");
        }
        try {
            EdECPoint point = new EdECPoint(xOdd, y);
            return KeyFactory.getInstance(NAME)
                    .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
        } catch (GeneralSecurityException e) {
            throw new WireException("not a public key");
        }
    }

    /**
     * The 32 bytes of a public key.
     *
     * @throws IllegalArgumentException when it is not an Ed25519 key
     */
    public static Octets raw(PublicKey key) {
        if (!(key instanceof EdECPublicKey ed) || !NAME.equals(ed.getParams().getName())) {
            throw new IllegalArgumentException("not an Ed25519 public key");
        }
        byte[] y = ed.getPoint().getY().toByteArray(); // big-endian, below 2^255, so at most 32 bytes
        byte[] raw = new byte[KEY_BYTES];
        for (int i = 0; i < y.length; i++) {
            raw[i] = y[y.length - 1 - i];
        }
        if (ed.getPoint().isXOdd()) {
            raw[KEY_BYTES - 1] |= (byte) 0x80;
        }
        return Octets.of(raw);
    }

    /**
     * Signs.
     *
     * @throws IllegalArgumentException when it is not an Ed25519 key
     */
    public static Octets sign(PrivateKey key, byte[] message) {
        try {
            Signature signature = Signature.getInstance(NAME);
            signature.initSign(key);
            signature.update(message);
            return Octets.of(signature.sign());
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("not an Ed25519 private key", e);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /** Whether the signature is good; {@code false} too for any bytes that are no key or no signature. */
    public static boolean verify(Octets rawPublicKey, byte[] message, Octets sig) {
        if (sig.length() != SIGNATURE_BYTES) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance(NAME);
            signature.initVerify(publicKey(rawPublicKey));
            signature.update(message);
            return signature.verify(sig.toArray());
        } catch (GeneralSecurityException | WireException e) {
            return false; // no such point, or a number beyond the group's order
        }
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    private static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("every Java platform since 15 has Ed25519", e);
    }
}
