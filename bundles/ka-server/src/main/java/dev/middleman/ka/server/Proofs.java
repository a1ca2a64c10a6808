package dev.middleman.ka.server;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Status;
import dev.middleman.api.time.Ticks;
import dev.middleman.wire.control.ErrorBody;
import dev.middleman.wire.control.NonceAnswer;
import dev.middleman.wire.id.Nonces;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.ProofContext;
import dev.middleman.wire.id.SignedRequest;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Issues nonces and checks signed requests against them. Thread-safe: checking a signature needs no lock, and the set of
 * spent nonces is locked for one look.
 */
final class Proofs {
    private static final int SECRET_BYTES = 32;

    /** What came of checking a signed request. */
    enum Verdict {
        PROVEN,
        /** No valid nonce of ours, spent already, or not signed by that key. */
        UNPROVEN,
        /** As many nonces were spent within a minute as can be remembered. */
        FULL
    }

    private final Octets kaId;
    private final Ticks ticks;
    private final Nonces nonces;
    private final Map<Octets, Long> spent = new LinkedHashMap<>();

    /**
     * @param kaId SHA-256 of this server's SPKI
     * @param random a secure source; the secret behind the nonces comes from it and dies with the server
     */
    Proofs(Octets kaId, Ticks ticks, RandomGenerator random) {
        this.kaId = kaId;
        this.ticks = ticks;
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        this.nonces = new Nonces(secret, random);
    }

    Octets kaId() {
        return kaId;
    }

    /** The answer to {@code GET /n}. */
    Answer nonce() {
        return Answers.of(Status.CONTENT, new NonceAnswer(fresh(), kaId).encode());
    }

    /** 4.01 with the nonce to try again with. */
    Answer unauthorized() {
        return Answers.of(Status.UNAUTHORIZED, new ErrorBody("not proven", fresh()).encode());
    }

    Verdict check(SignedRequest signed, ProofContext context) {
        if (!nonces.isValid(context.nonce(), ticks.wallSeconds()) || !signed.verify(context)) {
            return Verdict.UNPROVEN;
        }
        return spend(context.nonce());
    }

    private Octets fresh() {
        return nonces.issue(ticks.wallSeconds());
    }

    private synchronized Verdict spend(Octets nonce) {
        long nowNs = ticks.nowNs();
        long validNs = Seconds.toNs(Nonces.VALID_SECONDS + 1);
        Iterator<Long> oldestFirst = spent.values().iterator();
        while (oldestFirst.hasNext() && nowNs - oldestFirst.next() > validNs) {
            oldestFirst.remove();
        }
        if (spent.containsKey(nonce)) {
            return Verdict.UNPROVEN;
        }
        if (spent.size() >= KaSettings.Sizes.SPENT_NONCES) {
            return Verdict.FULL;
        }
        spent.put(nonce, nowNs);
        return Verdict.PROVEN;
    }
}
