package dev.middleman.ka.server;

import dev.middleman.wire.id.Octets;
import java.security.MessageDigest;
import java.util.Set;

/** Which middle-men a KA server takes. Values only; thread-safe. */
sealed interface Admission {

    /**
     * Judges one middle-man that proved to hold its key.
     *
     * @param pub its raw Ed25519 public key
     * @param token the invite token that came along; empty when none
     */
    boolean admits(Octets pub, Octets token);

    /** Everyone. */
    record Open() implements Admission {
        @Override
        public boolean admits(Octets pub, Octets token) {
            return true;
        }
    }

    /** Those whose key is listed. */
    record Keys(Set<Octets> keys) implements Admission {
        public Keys {
            keys = Set.copyOf(keys);
        }

        @Override
        public boolean admits(Octets pub, Octets token) {
            return keys.contains(pub);
        }
    }

    /** Those who know the token. Compared in constant time. */
    record Invited(Octets expected) implements Admission {
        @Override
        public boolean admits(Octets pub, Octets token) {
            return MessageDigest.isEqual(expected.toArray(), token.toArray());
        }

        /** Says nothing: the token is a secret. */
        @Override
        public String toString() {
            return "Invited[hidden]";
        }
    }
}
