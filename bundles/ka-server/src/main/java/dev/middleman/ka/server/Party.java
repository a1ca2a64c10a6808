package dev.middleman.ka.server;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.wire.WireException;
import dev.middleman.wire.control.CommitLeg;
import java.util.Optional;

/**
 * One side of a line, as it wants to be served. Kept no longer than the look-up.
 *
 * @param af families that it can use; in mode H the one of the hint
 * @param latch how it latches
 * @param hint the address that its request came from, in mode H only
 */
record Party(Families af, LatchMode latch, Optional<Endpoint> hint) {
    /** What a middle-man says that it can do, when it registers. */
    private static final String ARMS = "latch-a";

    private static final String HINTS = "latch-h";

    /** @param from where its request came from */
    static Party of(Endpoint from, Families af, LatchMode latch) {
        return latch == LatchMode.HINT
                ? new Party(familyOf(from), latch, Optional.of(from.withPort(0)))
                : new Party(af, latch, Optional.empty());
    }

    /** Refuses mode H to who says that the family of its request is none that it uses. */
    static void check(Endpoint from, Families af, LatchMode latch) throws WireException {
        if (latch == LatchMode.HINT && !af.meets(familyOf(from))) {
            throw new WireException("latch H: the request did not come by a family of af " + af.code());
        }
    }

    private static Families familyOf(Endpoint address) {
        return address.isIp4() ? Families.IP4 : Families.IP6;
    }

    /** What its middle-man has to be able to do; empty for what all can. */
    Optional<String> feature() {
        return switch (latch) {
            case KNOCK -> Optional.empty();
            case ARM -> Optional.of(ARMS);
            case HINT -> Optional.of(HINTS);
        };
    }

    CommitLeg leg() {
        return new CommitLeg(latch, hint, false);
    }

    /** Says nothing: an address may be in it. */
    @Override
    public String toString() {
        return "Party[hidden]";
    }
}
