package dev.middleman.engine.table;

import dev.middleman.api.memory.TableMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The sessions of one shard: keeps the records and the indices in step, and wipes a session in the same call that ends it.
 * Not thread-safe.
 *
 * <p>312 bytes per session in all: 128 for {@link Legs}, 120 for the {@link Vault}, 4 for {@link Dues}, 60 for the indices, those of
 * the sources included. Where legs may claim addresses {@link ClaimsKept} takes 28 more.
 */
public final class SessionTable {
    private final Vault vault;
    private final Legs legs;
    private final Dues dues;
    private final FlowIndex flows;
    private final IdIndex ids;
    private final Claims claims;
    private final SourceCounts sources;
    private final SessionBuckets buckets;
    private final int[] inState = new int[SessionState.values().length];
    private final int capacity;

    private int used;
    private int firstFreePlusOne;

    /**
     * @param capacity the most sessions, 1 to {@link Slots#MAX}
     * @param claims whether legs may claim addresses
     * @param sources shared with the other shards
     * @param random for the seeds of the indices
     */
    public SessionTable(
            TableMemory memory, int capacity, boolean claims, SourceCounts sources, RandomGenerator random) {
        if (capacity < 1 || capacity > Slots.MAX) {
            throw new IllegalArgumentException(capacity + " sessions in one shard are not in 1.." + Slots.MAX);
        }
        this.capacity = capacity;
        inState[SessionState.FREE.ordinal()] = capacity;
        vault = new Vault(memory, capacity);
        legs = new Legs(memory, capacity);
        dues = new Dues(memory, capacity);
        flows = new FlowIndex(memory, legs, capacity, random.nextLong());
        ids = new IdIndex(memory, vault, capacity, random.nextLong());
        this.claims = claims ? new ClaimsKept(memory, legs, capacity, random) : new NoClaims();
        this.sources = sources;
        buckets = new SessionBuckets(legs);
    }

    public Vault vault() {
        return vault;
    }

    public Legs legs() {
        return legs;
    }

    public Dues dues() {
        return dues;
    }

    public FlowIndex flows() {
        return flows;
    }

    public IdIndex ids() {
        return ids;
    }

    public Claims claims() {
        return claims;
    }

    public SessionBuckets buckets() {
        return buckets;
    }

    /** How many sessions are in this state. */
    public int count(SessionState state) {
        return inState[state.ordinal()];
    }

    /** All sessions lie in slots below this one. */
    public int usedSlots() {
        return used;
    }

    /** Takes a slot for a new session in state HELD. @return the slot, or -1 when the table is full */
    public int open(long handleHigh, long handleLow) {
        int slot = takeSlot();
        if (slot >= 0) {
            vault.setHandle(slot, handleHigh, handleLow);
            ids.addHandle(slot);
            enter(slot, SessionState.HELD);
        }
        return slot;
    }

    /** Gives a leg its name and its key, which are found from now on. */
    public void addLeg(int leg, long sid, byte[] key) {
        vault.setSecrets(leg, sid, key);
        ids.addLeg(leg);
    }

    public void enter(int slot, SessionState state) {
        inState[vault.state(slot).ordinal()]--;
        inState[state.ordinal()]++;
        vault.setState(slot, state);
    }

    /**
     * Ties a leg to an address in place of the one before; nobody else may be latched to that address at that port.
     *
     * @return whether the address' source may have one more leg; if not, nothing changed
     */
    public boolean latch(int leg, int relayPort, long high, long low, int port) {
        boolean sameSource = isFrom(leg, high, low);
        if (!sameSource && !hasRoom(leg, high, low)) {
            return false;
        }
        unlatch(leg, !sameSource);
        legs.latch(leg, relayPort, high, low, port);
        flows.add(leg);
        claims.latched(relayPort, high, low);
        return true;
    }

    /**
     * Lets a leg wait for the first datagram from an IP address at a relay port, in place of where it was. No other leg may
     * be there ({@link #isFree}).
     *
     * @return whether the address' source may have one more leg; if not, nothing changed
     */
    public boolean claim(int leg, int relayPort, long high, long low) {
        boolean sameSource = isFrom(leg, high, low);
        if (!sameSource && !hasRoom(leg, high, low)) {
            return false;
        }
        leave(leg, !sameSource);
        legs.claim(leg, relayPort, high, low);
        claims.add(leg);
        return true;
    }

    /** Whether no leg is latched to this IP address at this relay port, whatever its remote port, and none claims it. */
    public boolean isFree(int relayPort, long high, long low) {
        return claims.isFree(relayPort, high, low);
    }

    /** Takes the address, or the claim of one, from a leg. */
    public void leave(int leg) {
        leave(leg, true);
    }

    /** Counts the leg to its new source, unless that has as many as it may. */
    private boolean hasRoom(int leg, long high, long low) {
        return sources.add(high, low, vault.legsPerSource(Slots.slotOf(leg)));
    }

    private boolean isFrom(int leg, long high, long low) {
        return legs.hasAddress(leg)
                && SourceCounts.source(legs.high(leg), legs.low(leg)) == SourceCounts.source(high, low);
    }

    /** Unlinks a session and zeroes all that was known of it. */
    public void end(int slot) {
        endLeg(Slots.callersLeg(slot));
        endLeg(Slots.calledLeg(slot));
        ids.forgetHandle(slot);
        enter(slot, SessionState.FREE);
        legs.wipe(slot);
        vault.wipe(slot);
        dues.forget(slot);
        vault.setNextFree(slot, firstFreePlusOne);
        firstFreePlusOne = slot + 1;
    }

    /** The wipe that follows is what takes its address away. */
    private void endLeg(int leg) {
        unlink(leg, true);
        if (vault.sid(leg) != 0) {
            ids.forgetLeg(leg);
        }
    }

    private void leave(int leg, boolean leavesSource) {
        unlink(leg, leavesSource);
        legs.clear(leg);
    }

    /** From now on nothing finds the leg by an address; the address still stands in its record. */
    private void unlink(int leg, boolean leavesSource) {
        unlatch(leg, leavesSource);
        if (legs.claimedPort(leg) != 0) {
            claims.forget(leg);
        }
    }

    /** A claim stays. */
    private void unlatch(int leg, boolean leavesSource) {
        if (legs.isLatched(leg)) {
            flows.forget(leg);
            claims.unlatched(legs.relayPort(leg), legs.high(leg), legs.low(leg));
        }
        if (leavesSource && legs.hasAddress(leg)) {
            sources.take(legs.high(leg), legs.low(leg));
        }
    }

    private int takeSlot() {
        if (firstFreePlusOne != 0) {
            int slot = firstFreePlusOne - 1;
            firstFreePlusOne = vault.nextFree(slot);
            vault.setNextFree(slot, 0);
            return slot;
        }
        return used == capacity ? -1 : used++;
    }

    /** All the memory, for tests that look for what should be gone. */
    List<ByteBuffer> allBytes() {
        List<ByteBuffer> all =
                new ArrayList<>(List.of(vault.bytes(), legs.bytes(), dues.bytes(), flows.bytes(), ids.bytes()));
        all.addAll(claims.bytes());
        return all;
    }

    /** Zeroes and gives back its own memory; the table cannot be used any more. */
    public void release() {
        vault.release();
        legs.release();
        dues.release();
        flows.release();
        ids.release();
        claims.release();
    }
}
