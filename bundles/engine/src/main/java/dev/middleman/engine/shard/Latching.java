package dev.middleman.engine.shard;

import dev.middleman.api.relay.DropReason;
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
 * Ties legs to the addresses that prove themselves, in latch mode K. Stateless but for the table: what a knock does follows
 * from its leg's record, its source and its cookie.
 *
 * <p>A leg keeps the highest counter accepted from PROOF, KEEP and BYE. A KNOCK, and a KEEP from an address that is not the
 * latched one, only compare: they change nothing, so a copy of one sent from elsewhere cannot use up a counter.
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
        boolean latchedHere = legs.isAt(knock.leg(), knock.relayPort(), knock.high(), knock.low(), knock.port());
        if (!latchedHere && !rules.allows(knock.high(), knock.low(), knock.port())) {
            return dropped(DropReason.FORBIDDEN_SOURCE);
        }
        if (!quota.take(knock.leg(), latchedHere)) {
            return dropped(DropReason.KNOCK_OVER_QUOTA);
        }
        knock.copyTo(frame);
        if (!KnockFrame.isWellFormed(frame) || !verifies()) {
            return Verdict.BAD_MAC;
        }
        DropReason refusal = act(latchedHere);
        if (refusal != ACCEPTED) {
            return dropped(refusal);
        }
        counters.knock();
        return Verdict.DONE;
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

    private DropReason act(boolean latchedHere) {
        if (KnockFrame.flags(frame) != 0) {
            return DropReason.KNOCK_REFUSED;
        }
        if (KnockFrame.counter(frame) <= vault.received(knock.leg())) {
            return DropReason.KNOCK_REPLAYED;
        }
        return switch (KnockFrame.type(frame)) {
            case KNOCK -> challenge();
            case PROOF -> proof(latchedHere);
            case KEEP -> latchedHere ? keep() : challenge();
            case BYE -> latchedHere ? bye() : DropReason.KNOCK_REFUSED;
            case CHALLENGE, OK, BUSY -> DropReason.KNOCK_REFUSED;
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

    private DropReason proof(boolean latchedHere) {
        if (!cookies.verify(knock, KnockFrame.cookie(frame))) {
            return DropReason.KNOCK_BAD_COOKIE;
        }
        if (takenByAnother()) {
            acceptCounter();
            sender.answer(knock, KnockType.BUSY, 0, 0);
            return ACCEPTED;
        }
        if (!latchedHere && !latch()) {
            return DropReason.KNOCK_OVER_QUOTA;
        }
        acceptCounter();
        legs.seen(knock.leg(), time.nowMs());
        ok();
        return ACCEPTED;
    }

    /** @return false when the source has all the legs it may have */
    private boolean latch() {
        int leg = knock.leg();
        boolean first = !legs.isLatched(leg);
        if (!table.latch(leg, knock.relayPort(), knock.high(), knock.low(), knock.port())) {
            return false;
        }
        if (first) {
            sessions.advance(leg);
            sender.tell(Slots.partner(leg), KnockType.OK, KnockFrame.PARTNER_READY);
        }
        return true;
    }

    private DropReason keep() {
        acceptCounter();
        legs.seen(knock.leg(), time.nowMs());
        ok();
        return ACCEPTED;
    }

    private DropReason bye() {
        int slot = Slots.slotOf(knock.leg());
        sender.tell(Slots.partner(knock.leg()), KnockType.BYE, 0);
        sessions.end(slot);
        return ACCEPTED;
    }

    private void ok() {
        boolean ready = legs.partnerRelayPort(knock.leg()) != 0;
        sender.answer(knock, KnockType.OK, ready ? KnockFrame.PARTNER_READY : 0, 0);
    }

    private void acceptCounter() {
        vault.setReceived(knock.leg(), KnockFrame.counter(frame));
    }

    private boolean takenByAnother() {
        int other = table.flows().find(knock.relayPort(), knock.high(), knock.low(), knock.port());
        return other >= 0 && other != knock.leg();
    }
}
