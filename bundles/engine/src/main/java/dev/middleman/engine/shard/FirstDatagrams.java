package dev.middleman.engine.shard;

import dev.middleman.api.relay.DropReason;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.transport.Burst;
import dev.middleman.engine.table.Legs;
import dev.middleman.engine.table.SessionTable;
import dev.middleman.engine.table.Vault;

/**
 * Ties legs in modes A and H to the address that a datagram of an unmodified program comes from. Only one IP address can do
 * that, and only at one relay port, where no other leg is: what was proved (A) or seen (H) before stands for the datagram.
 *
 * <p>Asked for datagrams that no latched leg is found for.
 */
final class FirstDatagrams {
    /** How long an armed address counts, s. */
    static final int ARMED_SECONDS = 10;
    /** How long a latched address has to be silent before another port of the same IP address takes its place, s. */
    static final int SILENT_SECONDS = 5;

    /** No leg waits for anything from there. */
    static final int NOBODY = -1;
    /** A leg does, but not now; the datagram was counted. */
    static final int REFUSED = -2;

    private final SessionTable table;
    private final Vault vault;
    private final Legs legs;
    private final ShardTime time;
    private final Counters counters;
    private final Sessions sessions;

    FirstDatagrams(SessionTable table, ShardTime time, Counters counters, Sessions sessions) {
        this.table = table;
        this.vault = table.vault();
        this.legs = table.legs();
        this.time = time;
        this.counters = counters;
        this.sessions = sessions;
    }

    /**
     * Latches the leg that claims the source of an entry, if it is time.
     *
     * @return the leg, {@link #NOBODY} or {@link #REFUSED}
     */
    int take(Burst burst, int entry, int datagrams) {
        int leg = table.claims().find(burst.localPort(entry), burst.sourceHigh(entry), burst.sourceLow(entry));
        if (leg < 0) {
            return NOBODY;
        }
        DropReason refusal = refusal(leg);
        if (refusal != null) {
            counters.dropped(refusal, datagrams);
            return REFUSED;
        }
        boolean first = !legs.isLatched(leg);
        // The claim has the same source, so there is room for it.
        table.latch(
                leg, burst.localPort(entry), burst.sourceHigh(entry), burst.sourceLow(entry), burst.sourcePort(entry));
        sessions.latched(leg, first);
        return leg;
    }

    private DropReason refusal(int leg) {
        if (legs.isLatched(leg)) {
            return time.isOlder(legs.seenMs(leg), SILENT_SECONDS) ? null : DropReason.MOVED_TOO_SOON;
        }
        boolean waits = vault.mode(leg) == LatchMode.HINT || !time.isOlder(legs.seenMs(leg), ARMED_SECONDS);
        return waits ? null : DropReason.NOT_ARMED;
    }
}
