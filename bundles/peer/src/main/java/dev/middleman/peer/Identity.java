package dev.middleman.peer;

import dev.middleman.wire.WireException;
import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/**
 * An Ed25519 key pair (RFC 8032): what a peer is known by. Made freely by the peer; one key gives another pid in every
 * realm. Immutable; safe to share between threads.
 */
public final class Identity {
    private final byte[] seed;
    private final Octets publicKey;
    private final KeyPair keyPair;

    private Identity(byte[] seed) {
        this.seed = seed;
        // The platform can make a pair, but not a public key from a private one.
        publicKey = Octets.of(
                new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded());
        try {
            keyPair = new KeyPair(Ed25519.publicKey(publicKey), Ed25519.privateKey(seed));
        } catch (WireException e) {
            throw new IllegalStateException("a derived public key is in its canonical form", e);
        }
    }

    /** Makes a new key. */
    public static Identity create() {
        byte[] seed = new byte[Ed25519.KEY_BYTES];
        new SecureRandom().nextBytes(seed);
        return new Identity(seed);
    }

    /**
     * A key from its 32 bytes (RFC 8032 section 5.1.5).
     *
     * @throws IllegalArgumentException when there are not 32 bytes
     */
    public static Identity of(byte[] seed) {
        return new Identity(seed.clone());
    }

    /**
     * Reads a key from a PEM file (PKCS#8, as {@code openssl genpkey -algorithm ed25519} writes it).
     *
     * @throws IOException when the file cannot be read or holds no such key
     */
    public static Identity load(Path file) throws IOException {
        return new Identity(KeyFile.load(file));
    }

    /**
     * Writes the key to a new PEM file that only its owner can read.
     *
     * @throws java.nio.file.FileAlreadyExistsException when there is a file of this name
     */
    public void save(Path file) throws IOException {
        KeyFile.save(file, seed);
    }

    /** The raw public key, 32 bytes. */
    public Octets publicKey() {
        return publicKey;
    }

    /** Both keys, as the platform knows them. */
    public KeyPair keyPair() {
        return keyPair;
    }

    /** The pid of this key in a realm. */
    public Pid pid(Octets realmId) {
        return Pid.of(realmId, publicKey);
    }

    /** Says nothing. */
    @Override
    public String toString() {
        return "Identity[hidden]";
    }
}
