package dev.middleman.engine.shard;

import dev.middleman.api.policy.SessionLimits;
import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.DropReason;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.transport.Burst;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.engine.table.Legs;
import dev.middleman.engine.table.SessionBuckets;
import dev.middleman.engine.table.SessionState;
import dev.middleman.engine.table.SessionTable;
import dev.middleman.engine.table.Slots;
import dev.middleman.wire.knock.KnockMac;

/**
 * One shard: its sessions and what becomes of each datagram. Every method is called on the thread of the shard's lane, or,
 * while it has none, by whoever holds the lock of its {@code ShardSeat}. Never two at once, so there are no locks in here.
 *
 * <p>Forwarding a datagram allocates nothing.
 */
public final class Shard implements BurstHandler {
    private final SessionTable table;
    private final Legs legs;
    private final ShardTime time;
    private final Counters counters = new Counters();
    private final KnockSender sender;
    private final Sessions sessions;
    private final Latching latching;
    private final FirstDatagrams firstDatagrams;
    private final LegMaker maker;
    private final Sweep sweep;
    private SourceRules rules;

    /** @param table owned by the shard from now on */
    public Shard(SessionTable table, ShardSettings settings, SourceRules rules, Outside outside) {
        this.table = table;
        this.legs = table.legs();
        this.rules = rules;
        time = new ShardTime(outside.ticks());
        KnockMac mac = new KnockMac();
        sender = new KnockSender(table.vault(), legs, mac);
        maker = new LegMaker(table, outside.random(), settings.modes(), rules);
        sessions = new Sessions(table, time, counters, sender, maker, outside);
        firstDatagrams = new FirstDatagrams(table, time, counters, sessions);
        Cookies cookies = new Cookies(outside.random(), time);
        MacQuota quota = new MacQuota(table.vault(), time, settings.macChecksPerSecond());
        latching = new Latching(table, time, counters, sessions, new KnockTools(sender, cookies, quota, mac));
        sweep = new Sweep(table, time, sessions);
    }

    /** Sends through this lane from now on. */
    public void attach(Lane lane) {
        maker.use(lane.ports());
        sender.use(lane);
    }

    /** Sends nothing from now on; the sessions stay. */
    public void detach() {
        sender.use(null);
    }

    /** Judges sources by other rules from now on; legs that are latched stay so. */
    public void judgeBy(SourceRules newRules) {
        rules = newRules;
        maker.judgeBy(newRules);
    }

    @Override
    public void onBurst(Burst burst) {
        time.update();
        if (counters.turns().isTimed()) {
            long beganNs = time.fineNs();
            decide(burst);
            counters.turns().took(time.fineNs() - beganNs);
        } else {
            decide(burst);
        }
    }

    private void decide(Burst burst) {
        for (int i = 0, size = burst.size(); i < size; i++) {
            int datagrams = burst.segments(i);
            counters.received(datagrams);
            Latching.Verdict verdict = datagrams == 1 && burst.length(i) == Burst.KNOCK_BYTES
                    ? latching.offer(burst, i, rules)
                    : Latching.Verdict.NO_KNOCK;
            if (verdict != Latching.Verdict.DONE) {
                relay(burst, i, datagrams, verdict);
            }
        }
    }

    private void relay(Burst burst, int i, int datagrams, Latching.Verdict verdict) {
        int leg = table.flows().find(burst.localPort(i), burst.sourceHigh(i), burst.sourceLow(i), burst.sourcePort(i));
        if (leg < 0) {
            leg = firstLeg(burst, i, datagrams, verdict);
            if (leg < 0) {
                return;
            }
        }
        legs.seen(leg, time.nowMs());
        int throughPort = legs.partnerRelayPort(leg);
        if (throughPort == 0) {
            counters.dropped(DropReason.PARTNER_NOT_READY, datagrams);
            return;
        }
        int bytes = burst.length(i);
        switch (table.buckets().charge(Slots.slotOf(leg), time.nowMs(), datagrams, bytes)) {
            case SessionBuckets.OVER_DATAGRAMS -> counters.dropped(DropReason.RATE_DATAGRAMS, datagrams);
            case SessionBuckets.OVER_BYTES -> counters.dropped(DropReason.RATE_BYTES, datagrams);
            default -> {
                burst.forward(i, throughPort, legs.partnerHigh(leg), legs.partnerLow(leg), legs.partnerPort(leg));
                counters.forwarded(datagrams, bytes);
            }
        }
    }

    /** The leg that waited for this datagram; otherwise it is counted. A look-up more than before is paid by strangers only. */
    private int firstLeg(Burst burst, int i, int datagrams, Latching.Verdict verdict) {
        DropReason reason = reasonOfMiss(burst, i, verdict);
        int leg =
                reason == DropReason.UNKNOWN_SOURCE ? firstDatagrams.take(burst, i, datagrams) : FirstDatagrams.NOBODY;
        if (leg == FirstDatagrams.NOBODY) {
            counters.dropped(reason, datagrams);
        }
        return leg;
    }

    private DropReason reasonOfMiss(Burst burst, int i, Latching.Verdict verdict) {
        if (verdict == Latching.Verdict.BAD_MAC) {
            return DropReason.KNOCK_BAD_MAC;
        }
        boolean allowed = rules.allows(burst.sourceHigh(i), burst.sourceLow(i), burst.sourcePort(i));
        return allowed ? DropReason.UNKNOWN_SOURCE : DropReason.FORBIDDEN_SOURCE;
    }

    @Override
    public void onSendFailed(int datagrams) {
        counters.sendFailed(datagrams);
    }

    /**
     * Opens a session in state HELD.
     *
     * @param limits what it may take until it ends
     * @return its handle, or null when the table is full
     */
    public Handle hold(int owner, SessionLimits limits, int ttlSeconds) {
        time.update();
        return sessions.hold(owner, limits, ttlSeconds);
    }

    public CommitResult commit(Handle handle, CommitRequest request, Terms terms) {
        time.update();
        return sessions.commit(handle, request, terms);
    }

    public void release(Handle handle) {
        time.update();
        sessions.release(handle);
    }

    /**
     * Ends what has had its time, some of it: a call takes some microseconds.
     *
     * @return whether more is to be done before the next tick; datagrams may go first
     */
    public boolean sweep() {
        time.update();
        return sweep.run();
    }

    /** Asks the peers of all sessions to go elsewhere; the sessions stay. */
    public void sendByeToAll() {
        for (int slot = 0; slot < table.usedSlots(); slot++) {
            sessions.tellBoth(slot);
        }
    }

    /** Tells the peers of all sessions that the shard closes; waits a little for room where a socket has none. */
    public void sayFarewell() {
        new Farewell(table, sender).say();
    }

    /** Ends and zeroes every session without a word. */
    public void endAll() {
        for (int slot = 0; slot < table.usedSlots(); slot++) {
            if (table.vault().state(slot) != SessionState.FREE) {
                sessions.end(slot);
            }
        }
    }

    public ShardTotals totals() {
        int reserved = table.count(SessionState.RESERVED) + table.count(SessionState.HALF);
        return counters.snapshot(table.count(SessionState.HELD), reserved, table.count(SessionState.LIVE));
    }

    /** Gives the memory back; nothing may be called afterwards. */
    public void close() {
        table.release();
    }
}
