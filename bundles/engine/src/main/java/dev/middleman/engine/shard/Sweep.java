package dev.middleman.engine.shard;

import dev.middleman.engine.table.Dues;
import dev.middleman.engine.table.Legs;
import dev.middleman.engine.table.SessionState;
import dev.middleman.engine.table.SessionTable;
import dev.middleman.engine.table.Slots;
import dev.middleman.engine.table.Vault;

/**
 * Ends what has had its time. All slots are passed once a second, as many at a time as time has gone by, so that a session ends at
 * most two seconds late.
 *
 * <p>A datagram that comes meanwhile has to wait, so it is done in pieces, and a piece is measured by its work: to pass a slot is
 * next to nothing, to look at a session reads three cache lines of its records, and to end it writes to all indices. A session
 * is looked at only when it may have had its time, which for one that is in use is about once in its idle time.
 */
final class Sweep {
    private static final int ROUND_MS = 1_000;

    /** What a piece may cost, in slots passed: some microseconds. */
    private static final int PIECE = 4_096;
    /** What a look costs. */
    private static final int LOOK = 8;
    /** What an end costs. */
    private static final int END = 512;

    private final SessionTable table;
    private final Vault vault;
    private final Legs legs;
    private final Dues dues;
    private final ShardTime time;
    private final Sessions sessions;
    private int at;
    private int owed;
    private int lastMs;

    Sweep(SessionTable table, ShardTime time, Sessions sessions) {
        this.table = table;
        this.vault = table.vault();
        this.legs = table.legs();
        this.dues = table.dues();
        this.time = time;
        this.sessions = sessions;
        this.lastMs = time.nowMs();
    }

    /** Does one piece of what is owed. @return whether something is left */
    boolean run() {
        int used = table.usedSlots();
        int elapsedMs = time.nowMs() - lastMs;
        lastMs = time.nowMs();
        if (elapsedMs > 0) {
            owed = (int) Math.min(used, owed + (long) used * elapsedMs / ROUND_MS + 1);
        }
        for (int left = PIECE; left > 0 && owed > 0; owed--) {
            at = at + 1 < used ? at + 1 : 0;
            left -= dues.isDue(at, time.nowMs()) ? look(at) : 1;
        }
        return owed > 0;
    }

    /** @return what it cost */
    private int look(int slot) {
        if (vault.state(slot) != SessionState.LIVE) {
            sessions.end(slot);
            return END;
        }
        int idle = vault.idleSeconds(slot);
        int oneSeenMs = legs.seenMs(Slots.callersLeg(slot));
        int otherSeenMs = legs.seenMs(Slots.calledLeg(slot));
        int firstSeenMs = ShardTime.earlier(oneSeenMs, otherSeenMs);
        int lastSeenMs = firstSeenMs == oneSeenMs ? otherSeenMs : oneSeenMs;
        int idleEndMs = ShardTime.after(lastSeenMs, idle);
        int silentLegEndMs = ShardTime.after(firstSeenMs, Math.max(ShardSettings.ONE_LEG_SILENT_SECONDS, 2 * idle));
        int toldEndMs = ShardTime.earlier(silentLegEndMs, vault.hardEndMs(slot));
        if (time.reached(idleEndMs)) {
            // Nobody is there to be told, and the address may be somebody else's by now.
            sessions.end(slot);
        } else if (time.reached(toldEndMs)) {
            sessions.tellBoth(slot);
            sessions.end(slot);
        } else {
            dues.set(slot, ShardTime.earlier(idleEndMs, toldEndMs));
            return LOOK;
        }
        return END;
    }
}
