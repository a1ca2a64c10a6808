package dev.middleman.engine.shard;

import dev.middleman.api.relay.DropReason;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.transport.Burst;
import dev.middleman.engine.table.Legs;
import dev.middleman.engine.table.SessionTable;
import dev.middleman.engine.table.Slots;
import dev.middleman.engine.table.Vault;
import dev.middleman.wire.knock.KnockDirection;
import dev.middleman.wire.knock.KnockFrame;
import dev.middleman.wire.knock.KnockMac;
import dev.middleman.wire.knock.KnockType;
import java.util.Arrays;

/**
 * Ties legs to the addresses that prove themselves: in mode K the leg itself, in mode A its claim, which the agent's program
 * then latches to ({@link FirstDatagrams}). Stateless but for the table: what a knock does follows from its leg's record, its
 * source and its cookie.
 *
 * <p>A leg's home is the address that KEEP and BYE count from: the latched one in mode K, the agent's in mode A. A leg in mode H
 * has none, and no knock is for it.
 *
 * <p>A leg keeps the highest counter accepted from PROOF, KEEP and BYE. A KNOCK, and a KEEP from an address that is not its
 * home, only compare: they change nothing, so a copy of one sent from elsewhere cannot use up a counter.
 */
final class Latching {

    /** What became of a datagram that looked like a knock. */
    enum Verdict {
        /** Names no leg: it is payload or nothing. */
        NO_KNOCK,
        /** Names a leg but was not made with its key: it is payload, or dropped for that reason. */
        BAD_MAC,
        /** Judged and counted. */
        DONE
    }

    private static final DropReason ACCEPTED = null;
    private static final int NO_FLAGS_FIT = -1;

    private final SessionTable table;
    private final Vault vault;
    private final Legs legs;
    private final ShardTime time;
    private final Counters counters;
    private final Sessions sessions;
    private final KnockSender sender;
    private final Cookies cookies;
    private final MacQuota quota;
    private final KnockMac mac;
    private final Knock knock = new Knock();
    private final byte[] frame = new byte[KnockFrame.BYTES];
    private final byte[] key = new byte[KnockMac.KEY_BYTES];

    Latching(SessionTable table, ShardTime time, Counters counters, Sessions sessions, KnockTools tools) {
        this.table = table;
        this.vault = table.vault();
        this.legs = table.legs();
        this.time = time;
        this.counters = counters;
        this.sessions = sessions;
        this.sender = tools.sender();
        this.cookies = tools.cookies();
        this.quota = tools.quota();
        this.mac = tools.mac();
    }

    /** Judges a datagram of 44 bytes. */
    Verdict offer(Burst burst, int entry, SourceRules rules) {
        int leg = table.ids().findLeg(burst.sidOf(entry));
        if (leg < 0) {
            return Verdict.NO_KNOCK;
        }
        knock.set(burst, entry, leg);
        try {
            return judge(rules);
        } finally {
            knock.clear();
            Arrays.fill(frame, (byte) 0);
        }
    }

    private Verdict judge(SourceRules rules) {
        boolean atHome = isAtHome();
        if (!atHome && !rules.allows(knock.high(), knock.low(), knock.port())) {
            return dropped(DropReason.FORBIDDEN_SOURCE);
        }
        if (!quota.take(knock.leg(), atHome)) {
            return dropped(DropReason.KNOCK_OVER_QUOTA);
        }
        knock.copyTo(frame);
        if (!KnockFrame.isWellFormed(frame) || !verifies()) {
            return Verdict.BAD_MAC;
        }
        DropReason refusal = act(atHome);
        if (refusal != ACCEPTED) {
            return dropped(refusal);
        }
        counters.knock();
        return Verdict.DONE;
    }

    private boolean isAtHome() {
        return vault.mode(knock.leg()) == LatchMode.ARM
                ? legs.isControlledFrom(knock.leg(), knock.relayPort(), knock.high(), knock.low(), knock.port())
                : legs.isAt(knock.leg(), knock.relayPort(), knock.high(), knock.low(), knock.port());
    }

    private Verdict dropped(DropReason reason) {
        counters.dropped(reason, 1);
        return Verdict.DONE;
    }

    private boolean verifies() {
        vault.copyKey(knock.leg(), key);
        try {
            return mac.verify(key, KnockDirection.TO_MIDDLEMAN, frame);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private DropReason act(boolean atHome) {
        if (KnockFrame.flags(frame) != flagsOfMode()) {
            return DropReason.KNOCK_REFUSED;
        }
        if (KnockFrame.counter(frame) <= vault.received(knock.leg())) {
            return DropReason.KNOCK_REPLAYED;
        }
        return switch (KnockFrame.type(frame)) {
            case KNOCK -> challenge();
            case PROOF -> proof(atHome);
            case KEEP -> atHome ? keep() : challenge();
            case BYE -> atHome ? bye() : DropReason.KNOCK_REFUSED;
            case CHALLENGE, OK, BUSY -> DropReason.KNOCK_REFUSED;
        };
    }

    /** The flags that a knock has to have; none fit in mode H. */
    private int flagsOfMode() {
        return switch (vault.mode(knock.leg())) {
            case KNOCK -> 0;
            case ARM ->
                KnockFrame.type(frame) == KnockType.PROOF ? KnockFrame.CONTROL | KnockFrame.ARM_IP : KnockFrame.CONTROL;
            case HINT -> NO_FLAGS_FIT;
        };
    }

    private DropReason challenge() {
        if (takenByAnother()) {
            sender.answer(knock, KnockType.BUSY, 0, 0);
        } else {
            sender.answer(knock, KnockType.CHALLENGE, 0, cookies.make(knock));
        }
        return ACCEPTED;
    }

    private DropReason proof(boolean atHome) {
        if (!cookies.verify(knock, KnockFrame.cookie(frame))) {
            return DropReason.KNOCK_BAD_COOKIE;
        }
        if (takenByAnother()) {
            acceptCounter();
            sender.answer(knock, KnockType.BUSY, 0, 0);
            return ACCEPTED;
        }
        if (!(vault.mode(knock.leg()) == LatchMode.ARM ? arm() : atHome || latch())) {
            return DropReason.KNOCK_OVER_QUOTA;
        }
        acceptCounter();
        legs.seen(knock.leg(), time.nowMs());
        sender.answerOk(knock);
        return ACCEPTED;
    }

    /** @return false when the source has all the legs it may have */
    private boolean latch() {
        int leg = knock.leg();
        boolean first = !legs.isLatched(leg);
        if (!table.latch(leg, knock.relayPort(), knock.high(), knock.low(), knock.port())) {
            return false;
        }
        sessions.latched(leg, first);
        return true;
    }

    /**
     * The agent's IP address is the one to wait for; a leg that is latched elsewhere leaves there.
     *
     * @return false when the source has all the legs it may have
     */
    private boolean arm() {
        int leg = knock.leg();
        boolean claimed = legs.claims(leg, knock.relayPort(), knock.high(), knock.low());
        if (!claimed && !table.claim(leg, knock.relayPort(), knock.high(), knock.low())) {
            return false;
        }
        legs.setControlPort(leg, knock.port());
        return true;
    }

    private DropReason keep() {
        acceptCounter();
        if (legs.isLatched(knock.leg())) { // what is armed only stays so by a PROOF
            legs.seen(knock.leg(), time.nowMs());
        }
        sender.answerOk(knock);
        return ACCEPTED;
    }

    private DropReason bye() {
        int slot = Slots.slotOf(knock.leg());
        sender.tell(Slots.partner(knock.leg()), KnockType.BYE, 0);
        sessions.end(slot);
        return ACCEPTED;
    }

    private void acceptCounter() {
        vault.setReceived(knock.leg(), KnockFrame.counter(frame));
    }

    /** One that claims the IP address there keeps everybody else away; in mode A so does anybody who is latched there. */
    private boolean takenByAnother() {
        int leg = knock.leg();
        int claimer = table.claims().find(knock.relayPort(), knock.high(), knock.low());
        if (claimer >= 0) {
            return claimer != leg;
        }
        if (vault.mode(leg) == LatchMode.ARM) {
            return !table.isFree(knock.relayPort(), knock.high(), knock.low());
        }
        int other = table.flows().find(knock.relayPort(), knock.high(), knock.low(), knock.port());
        return other >= 0 && other != leg;
    }
}
