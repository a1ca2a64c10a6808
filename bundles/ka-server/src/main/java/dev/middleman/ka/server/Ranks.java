package dev.middleman.ka.server;

import dev.middleman.wire.id.Octets;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A rank for every pair of caller and middle-man, the same as long as the server runs, and nothing is kept of either: a
 * keyed hash. Every realm has a key of its own, so the ranks of two realms have nothing in common. For one thread at a
 * time.
 */
final class Ranks {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SECRET_BYTES = 32;

    private final Mac mac;

    /** @param random a secure source; the secret comes from it */
    Ranks(RandomGenerator random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every Java runtime", e);
        }
    }

    /** @param middleman its raw public key */
    long of(Source caller, Octets middleman) {
        mac.update(caller.toBytes());
        return ByteBuffer.wrap(mac.doFinal(middleman.toArray())).getLong();
    }
}
