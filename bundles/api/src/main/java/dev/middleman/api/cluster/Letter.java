package dev.middleman.api.cluster;

import dev.middleman.api.control.Answer;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import java.util.Optional;

/**
 * What one member tells another about a look-up whose caller is at one of them and whose target is at the other. Arrays are
 * not copied.
 */
public sealed interface Letter {
    /** Bytes of the id by which both members call the look-up. */
    int ID_BYTES = 16;

    /** Bytes of a {@link Cluster#mark}. */
    int MARK_BYTES = 16;

    /** Which look-up it is about; 16 bytes that cannot be guessed. */
    byte[] id();

    /**
     * From the caller's member: put this into the target's inbox, if the target wants it. There is no answer but
     * {@link Consent}: a caller must not learn why there is none, so neither does its member.
     *
     * @param to the target
     * @param caller the {@link Cluster#mark} of where the caller sits and of the target: for the limit of look-ups of one
     *     target by one caller
     * @param member whether the caller proved to be a member of the realm
     * @param expiresMs how long the offer stands, 1 to 10,000
     * @param blob for the target; opaque
     */
    record Offer(byte[] id, PeerName to, byte[] caller, boolean member, int expiresMs, byte[] blob) implements Letter {
        /** The longest that an offer stands. */
        public static final int MAX_EXPIRES_MS = 10_000;

        /** The most bytes of a caller's blob. */
        public static final int MAX_BLOB_BYTES = 256;

        /** @throws IllegalArgumentException when something is out of its range */
        public Offer {
            Check.bytes(id, ID_BYTES);
            Check.bytes(caller, MARK_BYTES);
            Check.range(expiresMs, 1, MAX_EXPIRES_MS);
            Check.range(blob.length, 0, MAX_BLOB_BYTES);
        }

        @Override
        public String toString() {
            return "Offer[hidden]";
        }
    }

    /** From the caller's member: the offer no longer stands. */
    record Retraction(byte[] id) implements Letter {
        /** @throws IllegalArgumentException when the id has another length */
        public Retraction {
            Check.bytes(id, ID_BYTES);
        }

        @Override
        public String toString() {
            return "Retraction[hidden]";
        }
    }

    /**
     * From the target's member: the target wants the line.
     *
     * @param af families that it can use; with a hint that of the hint
     * @param latch how it latches
     * @param hint the address that its word came from, port 0; in mode H only, where its middle-man has to be told of it
     * @param blob for the caller; opaque
     */
    record Consent(byte[] id, Families af, LatchMode latch, Optional<Endpoint> hint, byte[] blob) implements Letter {
        /** The most bytes of a target's blob. */
        public static final int MAX_BLOB_BYTES = 480;

        /** @throws IllegalArgumentException when something is out of its range, or a hint comes with another mode than H */
        public Consent {
            Check.bytes(id, ID_BYTES);
            Check.range(blob.length, 0, MAX_BLOB_BYTES);
            if (hint.isPresent() != (latch == LatchMode.HINT)) {
                throw new IllegalArgumentException("a hint belongs to mode H");
            }
        }

        /** Says nothing: an address may be in it. */
        @Override
        public String toString() {
            return "Consent[hidden]";
        }
    }

    /** From the caller's member: what the target is answered, its side of the line or that nothing came of it. */
    record Outcome(byte[] id, Answer answer) implements Letter {
        /** @throws IllegalArgumentException when something is out of its range, or the answer names a place */
        public Outcome {
            Check.bytes(id, ID_BYTES);
            Check.range(answer.payload().length, 0, Answer.MAX_PAYLOAD);
            if (!answer.location().isEmpty()) {
                throw new IllegalArgumentException("an outcome has no location");
            }
        }

        @Override
        public String toString() {
            return "Outcome[hidden]";
        }
    }
}
