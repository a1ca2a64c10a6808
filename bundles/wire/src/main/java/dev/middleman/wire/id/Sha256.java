package dev.middleman.wire.id;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 (FIPS 180-4) over parts, as if they were one. For one thread and one digest. */
final class Sha256 {
    static final int BYTES = 32;

    private final MessageDigest digest;

    Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    Sha256 add(String ascii) {
        digest.update(ascii.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    Sha256 add(Octets octets) {
        digest.update(octets.toArray());
        return this;
    }

    Octets octets() {
        return Octets.of(digest.digest());
    }
}
