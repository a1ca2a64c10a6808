package dev.middleman.peer;

import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * An Ed25519 key pair (RFC 8032): what a peer is known by. Made freely by the peer; one key gives another pid in every
 * realm. Immutable; safe to share between threads.
 */
public final class Identity {
    private static final byte[] PID_LABEL = "M2-pid".getBytes(StandardCharsets.US_ASCII);

    private final Ed25519PrivateKeyParameters key;
    private final Octets publicKey;

    Identity(Ed25519PrivateKeyParameters key) {
        this.key = key;
        this.publicKey = Octets.of(key.generatePublicKey().getEncoded());
    }

    /** Makes a new key. */
    public static Identity create() {
        return new Identity(new Ed25519PrivateKeyParameters(new SecureRandom()));
    }

    /**
     * Reads a key from a PEM file (PKCS#8, as {@code openssl genpkey -algorithm ed25519} writes it).
     *
     * @throws IOException when the file cannot be read or holds no such key
     */
    public static Identity load(Path file) throws IOException {
        return KeyFile.load(file);
    }

    /**
     * Writes the key to a new PEM file that only its owner can read.
     *
     * @throws java.nio.file.FileAlreadyExistsException when there is a file of this name
     */
    public void save(Path file) throws IOException {
        KeyFile.save(file, key);
    }

    /** The raw public key, 32 bytes. */
    public Octets publicKey() {
        return publicKey;
    }

    /** The pid of this key in a realm. */
    public Pid pid(Octets realmId) {
        return pidOf(realmId, publicKey);
    }

    /** Signs (pure Ed25519). */
    public byte[] sign(byte[] message) {
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, key);
        signer.update(message, 0, message.length);
        return signer.generateSignature();
    }

    /** The first 16 bytes of SHA-256("M2-pid" | realmId | public key). */
    public static Pid pidOf(Octets realmId, Octets publicKey) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(PID_LABEL);
            sha256.update(realmId.toArray());
            ByteBuffer hash = ByteBuffer.wrap(sha256.digest(publicKey.toArray()));
            return new Pid(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no SHA-256", e);
        }
    }

    /** Says nothing. */
    @Override
    public String toString() {
        return "Identity[hidden]";
    }
}
