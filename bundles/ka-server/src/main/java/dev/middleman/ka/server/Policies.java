package dev.middleman.ka.server;

import dev.middleman.api.policy.Candidate;
import dev.middleman.api.policy.MembershipPolicy;
import dev.middleman.api.policy.SelectionPolicy;
import dev.middleman.wire.id.Octets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The decisions that others may replace while look-ups run. Thread-safe as far as the suppliers are.
 *
 * @param selection which middle-man wins; asked once per look-up. Without one, the first to serve wins
 * @param membership who is a realm's member; without one, nobody is
 * @param admission which middle-men are taken
 * @param realms the ids of the realms whose peers are taken; empty for every realm
 */
record Policies(
        Supplier<Optional<SelectionPolicy>> selection,
        Supplier<Optional<MembershipPolicy>> membership,
        Admission admission,
        Set<Octets> realms) {
    /** No services and no limits: the first to serve wins, nobody is a member, every middle-man and realm is taken. */
    static final Policies NONE = new Policies(Optional::empty, Optional::empty, new Admission.Open(), Set.of());

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

    boolean serves(Octets realm) {
        return realms.isEmpty() || realms.contains(realm);
    }

    SelectionPolicy selectionNow() {
        return selection.get().orElse(BUILT_IN);
    }

    /** A policy that throws accepts nobody: an answer of another kind would show that there is a target. */
    boolean isMember(Octets realm, Proof proof) {
        try {
            return membership
                    .get()
                    .map(policy -> policy.isMember(
                            realm.toArray(), proof.input(), proof.credential().toArray()))
                    .orElse(false);
        } catch (RuntimeException e) {
            return false;
        }
    }

    /**
     * What a caller shows to be a member.
     *
     * @param input the 145 signed bytes; empty for an unsigned request
     * @param credential certificate or proof; empty when none
     */
    record Proof(byte[] input, Octets credential) {}
}
