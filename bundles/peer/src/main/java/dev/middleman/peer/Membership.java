package dev.middleman.peer;

import dev.middleman.wire.WireException;
import dev.middleman.wire.id.MemberCertificate;
import dev.middleman.wire.id.MemberProof;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.ProofContext;
import java.util.function.BiFunction;

/**
 * What a peer has to show that it is a member of its realm, so that targets that accept members are offered its calls.
 * Where a realm's rule is {@code open} nothing has to be shown. Immutable; safe to share between threads.
 */
public final class Membership {
    private static final int MAX_SECRET_BYTES = 64;

    private final BiFunction<ProofContext, Octets, Octets> credential;

    private Membership(BiFunction<ProofContext, Octets, Octets> credential) {
        this.credential = credential;
    }

    /**
     * For realms with the rule {@code psk}. The secret itself is never sent.
     *
     * @param secret the realm's, 16 to 64 bytes
     * @throws IllegalArgumentException when its length is not in that range
     */
    public static Membership bySecret(Octets secret) {
        if (secret.length() < MemberProof.MIN_SECRET_BYTES || secret.length() > MAX_SECRET_BYTES) {
            throw new IllegalArgumentException("a secret of " + secret.length() + " bytes is not in "
                    + MemberProof.MIN_SECRET_BYTES + ".." + MAX_SECRET_BYTES + " bytes");
        }
        return new Membership((context, pub) -> MemberProof.bySecret(secret, MemberProof.input(context, pub)));
    }

    /**
     * For realms with the rule {@code cert}. It is good for the peer's own key only; whether it is, the KA server finds
     * out.
     *
     * @param certificate as {@code middleman realm admit} makes it, 104 bytes
     * @throws WireException when it has another length
     */
    public static Membership byCertificate(Octets certificate) throws WireException {
        Octets checked = MemberCertificate.parse(certificate.toArray()).encode();
        return new Membership((context, pub) -> checked);
    }

    /**
     * What goes into a signed look-up.
     *
     * @param context of that look-up
     * @param pub the raw key that signs it
     */
    public Octets credential(ProofContext context, Octets pub) {
        return credential.apply(context, pub);
    }

    /** Says nothing. */
    @Override
    public String toString() {
        return "Membership[hidden]";
    }
}
