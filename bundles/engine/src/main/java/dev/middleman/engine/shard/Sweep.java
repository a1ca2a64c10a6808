package dev.middleman.engine.shard;

import dev.middleman.engine.table.Legs;
import dev.middleman.engine.table.SessionTable;
import dev.middleman.engine.table.Slots;
import dev.middleman.engine.table.Vault;

/**
 * Ends what has had its time. Each call visits as many slots as time has passed since the last one, so that all are visited
 * once a second in even slices, and a session ends at most two seconds late.
 */
final class Sweep {
    private static final int ROUND_MS = 1_000;

    private final SessionTable table;
    private final Vault vault;
    private final Legs legs;
    private final ShardTime time;
    private final Sessions sessions;
    private int at;
    private int lastMs;

    Sweep(SessionTable table, ShardTime time, Sessions sessions) {
        this.table = table;
        this.vault = table.vault();
        this.legs = table.legs();
        this.time = time;
        this.sessions = sessions;
        this.lastMs = time.nowMs();
    }

    void run() {
        int used = table.usedSlots();
        long share = (long) used * (time.nowMs() - lastMs) / ROUND_MS + 1;
        lastMs = time.nowMs();
        for (int visits = (int) Math.min(used, share); visits > 0; visits--) {
            at = at + 1 < used ? at + 1 : 0;
            visit(at);
        }
    }

    private void visit(int slot) {
        switch (vault.state(slot)) {
            case FREE -> {}
            case HELD, RESERVED, HALF -> {
                if (time.reached(vault.deadlineMs(slot))) {
                    sessions.end(slot);
                }
            }
            case LIVE -> visitLive(slot);
        }
    }

    private void visitLive(int slot) {
        int idle = vault.idleSeconds(slot);
        int oneSeenMs = legs.seenMs(Slots.callersLeg(slot));
        int otherSeenMs = legs.seenMs(Slots.calledLeg(slot));
        boolean oneOlder = oneSeenMs - otherSeenMs < 0;
        int lastSeenMs = oneOlder ? otherSeenMs : oneSeenMs;
        int firstSeenMs = oneOlder ? oneSeenMs : otherSeenMs;
        if (time.isOlder(lastSeenMs, idle)) {
            // Nobody is there to be told, and the address may be somebody else's by now.
            sessions.end(slot);
        } else if (time.reached(vault.hardEndMs(slot))
                || time.isOlder(firstSeenMs, Math.max(ShardSettings.ONE_LEG_SILENT_SECONDS, 2 * idle))) {
            sessions.tellBoth(slot);
            sessions.end(slot);
        }
    }
}
