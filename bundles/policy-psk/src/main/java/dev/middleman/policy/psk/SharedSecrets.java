package dev.middleman.policy.psk;

import dev.middleman.api.policy.Applicant;
import dev.middleman.wire.id.MemberProof;
import dev.middleman.wire.id.Octets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The secrets of realms, and who knows them. Immutable; thread-safe. */
final class SharedSecrets {
    private static final int REALM_BYTES = 32;
    private static final int MAX_BYTES = 64;

    private final Map<Octets, List<Octets>> byRealm;

    private SharedSecrets(Map<Octets, List<Octets>> byRealm) {
        this.byRealm = Map.copyOf(byRealm);
    }

    /** @throws IllegalArgumentException when an entry cannot be read; says which one, never what it says */
    static SharedSecrets parse(String... entries) {
        Map<Octets, List<Octets>> byRealm = new HashMap<>();
        for (int i = 0; i < entries.length; i++) {
            String[] words = entries[i].trim().split("\\s+");
            Octets realm = words.length == 2 ? octets(words[0]) : Octets.EMPTY;
            Octets secret = words.length == 2 ? octets(words[1]) : Octets.EMPTY;
            if (realm.length() != REALM_BYTES
                    || secret.length() < MemberProof.MIN_SECRET_BYTES
                    || secret.length() > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "secrets: entry " + (i + 1) + " is not a realm id and a secret of 16 to 64 bytes, base64url");
            }
            byRealm.computeIfAbsent(realm, any -> new ArrayList<>()).add(secret);
        }
        return new SharedSecrets(byRealm);
    }

    boolean knows(Applicant applicant) {
        if (!applicant.isProven()) {
            return false;
        }
        boolean knows = false;
        for (Octets secret : byRealm.getOrDefault(Octets.of(applicant.realmId()), List.of())) {
            byte[] proof = MemberProof.bySecret(secret, applicant.proofInput()).toArray();
            knows |= MessageDigest.isEqual(proof, applicant.credential());
        }
        return knows;
    }

    /** Empty for what is not base64url, which is then too short. */
    private static Octets octets(String text) {
        try {
            return Octets.ofBase64Url(text);
        } catch (IllegalArgumentException e) {
            return Octets.EMPTY;
        }
    }
}
