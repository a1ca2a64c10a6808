package dev.middleman.engine.shard;

import dev.middleman.api.policy.SessionLimits;
import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.relay.LegGrant;
import dev.middleman.engine.table.Legs;
import dev.middleman.engine.table.SessionState;
import dev.middleman.engine.table.SessionTable;
import dev.middleman.engine.table.Slots;
import dev.middleman.engine.table.Vault;
import dev.middleman.wire.knock.KnockType;

/** The life of sessions from hold to end, apart from what knocks do to them. */
final class Sessions {
    private final SessionTable table;
    private final Vault vault;
    private final Legs legs;
    private final ShardTime time;
    private final Counters counters;
    private final KnockSender sender;
    private final Ledger ledger;
    private final HandleMaker handles;
    private final LegMaker maker;

    Sessions(
            SessionTable table,
            ShardTime time,
            Counters counters,
            KnockSender sender,
            LegMaker maker,
            Outside outside) {
        this.table = table;
        this.vault = table.vault();
        this.legs = table.legs();
        this.time = time;
        this.counters = counters;
        this.sender = sender;
        this.ledger = outside.ledger();
        this.handles = outside.handles();
        this.maker = maker;
    }

    /** @return the handle, or null when the table is full */
    Handle hold(int owner, SessionLimits limits, int ttlSeconds) {
        Handle handle = handles.next();
        while (table.ids().findSlot(handle.high(), handle.low()) >= 0) {
            handle = handles.next();
        }
        int slot = table.open(handle.high(), handle.low());
        if (slot < 0) {
            return null;
        }
        vault.setOwner(slot, owner);
        table.dues().set(slot, time.inSeconds(ttlSeconds));
        vault.setLegsPerSource(slot, limits.legsPerSource());
        table.buckets().open(slot, limits.kbitPerSecond(), limits.datagramsPerSecond(), time.nowMs());
        return handle;
    }

    CommitResult commit(Handle handle, CommitRequest request, Terms terms) {
        int slot = find(handle);
        if (slot < 0) {
            return new CommitResult.Unknown();
        }
        if (vault.state(slot) != SessionState.HELD) {
            return maker.areLike(slot, request) ? grant(slot, terms) : new CommitResult.Conflict();
        }
        if (!maker.offers(request)) {
            return new CommitResult.NotOffered();
        }
        if (!maker.make(slot, request)) {
            return new CommitResult.NoRoom();
        }
        table.enter(slot, SessionState.RESERVED);
        vault.setHardEndMs(slot, time.inSeconds(terms.hardEndSeconds()));
        waitForLatch(slot);
        vault.setIdleSeconds(slot, terms.idleSeconds());
        counters.opened();
        return grant(slot, terms);
    }

    void release(Handle handle) {
        int slot = find(handle);
        if (slot >= 0) {
            tellBoth(slot);
            end(slot);
        }
    }

    /** A leg latched, or passed to another address. @param first whether it was not latched just before */
    void latched(int leg, boolean first) {
        legs.seen(leg, time.nowMs());
        if (!first) {
            counters.moved();
            return;
        }
        counters.latched(vault.mode(leg));
        advance(leg);
        sender.tellLatched(leg);
    }

    /** The session is one step nearer to being live. */
    private void advance(int leg) {
        int slot = Slots.slotOf(leg);
        if (vault.state(slot) == SessionState.RESERVED) {
            table.enter(slot, SessionState.HALF);
            waitForLatch(slot);
            ledger.latched(vault.owner(slot));
        } else if (legs.isLatched(Slots.partner(leg))) {
            table.enter(slot, SessionState.LIVE);
            // How long a live session has, the sweep finds out when it comes by.
            table.dues().set(slot, time.nowMs());
        }
    }

    /** Gives the peers time to latch, but not beyond the hard end. */
    private void waitForLatch(int slot) {
        int deadlineMs = time.inSeconds(ShardSettings.LATCH_SECONDS);
        table.dues().set(slot, ShardTime.earlier(deadlineMs, vault.hardEndMs(slot)));
    }

    /** Sends BYE to both legs, as far as somebody can hear it. */
    void tellBoth(int slot) {
        sender.tell(Slots.callersLeg(slot), KnockType.BYE, 0);
        sender.tell(Slots.calledLeg(slot), KnockType.BYE, 0);
    }

    /** EXPIRED: unlinked and zeroed before this returns. */
    void end(int slot) {
        SessionState state = vault.state(slot);
        boolean wasPending = state == SessionState.HELD || state == SessionState.RESERVED;
        ledger.ended(vault.owner(slot), wasPending, table.buckets().kbitPerSecond(slot));
        if (state != SessionState.HELD) {
            counters.expired();
        }
        table.end(slot);
    }

    private int find(Handle handle) {
        int slot = table.ids().findSlot(handle.high(), handle.low());
        if (slot >= 0 && vault.state(slot) == SessionState.HELD && table.dues().isDue(slot, time.nowMs())) {
            end(slot);
            return -1;
        }
        return slot;
    }

    private CommitResult grant(int slot, Terms terms) {
        LegGrant a = maker.grant(Slots.callersLeg(slot));
        LegGrant b = maker.grant(Slots.calledLeg(slot));
        return new CommitResult.Granted(a, b, vault.idleSeconds(slot), terms.hardEndSeconds());
    }
}
