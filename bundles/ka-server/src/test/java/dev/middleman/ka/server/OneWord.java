package dev.middleman.ka.server;

import dev.middleman.api.policy.Applicant;
import dev.middleman.api.policy.MembershipPolicy;
import dev.middleman.wire.control.LookUp;
import dev.middleman.wire.id.Octets;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Members know the word. */
record OneWord(String word) implements MembershipPolicy {
    @Override
    public String name() {
        return "one-word";
    }

    @Override
    public boolean isMember(Applicant applicant) {
        return Arrays.equals(word.getBytes(StandardCharsets.US_ASCII), applicant.credential());
    }

    static LookUp with(String credential, LookUp plain) {
        return new LookUp(
                plain.realm(),
                plain.to(),
                plain.txn(),
                plain.nonce(),
                Octets.of(credential.getBytes(StandardCharsets.US_ASCII)),
                plain.blob(),
                plain.af(),
                plain.latch(),
                plain.hops(),
                plain.count(),
                plain.avoid());
    }
}
