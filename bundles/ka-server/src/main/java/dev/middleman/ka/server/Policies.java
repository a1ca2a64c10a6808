package dev.middleman.ka.server;

import dev.middleman.api.policy.Applicant;
import dev.middleman.api.policy.Candidate;
import dev.middleman.api.policy.MembershipPolicy;
import dev.middleman.api.policy.SelectionPolicy;
import dev.middleman.wire.id.Octets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The decisions that others may replace while look-ups run. Thread-safe as far as the suppliers are.
 *
 * @param selection which middle-man wins; asked once per look-up. Without one, the first to serve wins
 * @param membership by which rule a realm's members are known; without one, nobody is a member
 * @param admissionNow which middle-men are taken
 * @param realmsNow the ids of the realms whose peers are taken; empty for every realm
 */
record Policies(
        Supplier<Optional<SelectionPolicy>> selection,
        Function<Octets, Optional<MembershipPolicy>> membership,
        Supplier<Admission> admissionNow,
        Supplier<Set<Octets>> realmsNow) {
    /** No services and no limits: the first to serve wins, nobody is a member, every middle-man and realm is taken. */
    static final Policies NONE =
            new Policies(Optional::empty, realm -> Optional.empty(), new Admission.Open(), Set.of());

    /** The rule of realms that name none: it needs no configuration, and nobody is a member by accident. */
    static final String DEFAULT_RULE = "cert";

    private static final SelectionPolicy BUILT_IN = new SelectionPolicy() {
        @Override
        public String name() {
            return "built-in";
        }

        @Override
        public long collectNs() {
            return 0;
        }

        @Override
        public int pick(List<Candidate> offers, RandomGenerator random) {
            return 0;
        }
    };

    /** With an admission and realms that stay. */
    Policies(
            Supplier<Optional<SelectionPolicy>> selection,
            Function<Octets, Optional<MembershipPolicy>> membership,
            Admission admission,
            Set<Octets> realms) {
        this(selection, membership, () -> admission, () -> realms);
    }

    Admission admission() {
        return admissionNow.get();
    }

    Set<Octets> realms() {
        return realmsNow.get();
    }

    SelectionPolicy selectionNow() {
        return selection.get().orElse(BUILT_IN);
    }

    /** A policy that throws accepts nobody: an answer of another kind would show that there is a target. */
    boolean isMember(Octets realm, Proof proof, long wallSeconds) {
        Applicant applicant = new Applicant(
                realm.toArray(),
                proof.pub().toArray(),
                proof.input().toArray(),
                proof.credential().toArray(),
                wallSeconds);
        try {
            return membership
                    .apply(realm)
                    .map(policy -> policy.isMember(applicant))
                    .orElse(false);
        } catch (RuntimeException e) {
            return false;
        }
    }

    /**
     * What a caller shows to be a member.
     *
     * @param pub the key that signed the request; empty for an unsigned one
     * @param input what a proof of membership covers; empty for an unsigned request
     * @param credential certificate or proof; empty when none
     */
    record Proof(Octets pub, Octets input, Octets credential) {
        /** Of an unsigned request. */
        static Proof none(Octets credential) {
            return new Proof(Octets.EMPTY, Octets.EMPTY, credential);
        }

        /** Says nothing: the key is a caller's. */
        @Override
        public String toString() {
            return "Proof[hidden]";
        }
    }
}
