package dev.middleman.engine.table;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.api.relay.LatchMode;
import java.nio.ByteBuffer;

/**
 * What forwarding does not touch: 120 bytes per session with its name, secrets, state and times.
 *
 * <pre>
 *   0  handle 16
 *  16  caller's leg: sid 8, key 16, highest counter received 8, last counter sent 8
 *  56  called leg: the same
 *  96  hard end, ms 4             100  owner 2           102  state 1    103  latch modes 1
 * 104  mac checks of the caller's leg 4                  108  of the called leg 4
 * 112  next free slot + 1, 4      116  idle limit, s 2   118  legs per source 2
 * </pre>
 */
public final class Vault {
    static final int RECORD_BYTES = 120;
    public static final int KEY_BYTES = 16;

    private static final int HANDLE_AT = 0;
    private static final int LEG_AT = 16;
    private static final int LEG_BYTES = 40;
    private static final int SID = 0;
    private static final int KEY = 8;
    private static final int RECEIVED = 24;
    private static final int SENT = 32;
    private static final int HARD_END_AT = 96;
    private static final int OWNER_AT = 100;
    private static final int STATE_AT = 102;
    private static final int MODES_AT = 103;
    private static final int MAC_CHECKS_AT = 104;
    private static final int NEXT_FREE_AT = 112;
    private static final int IDLE_AT = 116;
    private static final int LEGS_PER_SOURCE_AT = 118;
    private static final int MODE_BITS = 2;
    private static final int MODE_MASK = 3;
    private static final LatchMode[] MODES = LatchMode.values();

    private final TableMemory memory;
    private final ByteBuffer records;

    Vault(TableMemory memory, int sessions) {
        this.memory = memory;
        this.records = memory.allocate(sessions * RECORD_BYTES);
    }

    public SessionState state(int slot) {
        return SessionState.ofCode(records.get(at(slot) + STATE_AT));
    }

    void setState(int slot, SessionState state) {
        records.put(at(slot) + STATE_AT, (byte) state.ordinal());
    }

    public long handleHigh(int slot) {
        return records.getLong(at(slot) + HANDLE_AT);
    }

    long handleLow(int slot) {
        return records.getLong(at(slot) + HANDLE_AT + Long.BYTES);
    }

    void setHandle(int slot, long high, long low) {
        records.putLong(at(slot) + HANDLE_AT, high);
        records.putLong(at(slot) + HANDLE_AT + Long.BYTES, low);
    }

    public long sid(int leg) {
        return records.getLong(ofLeg(leg) + SID);
    }

    /** Copies the leg's key out; the receiver zeroes it after use. */
    public void copyKey(int leg, byte[] into) {
        records.get(ofLeg(leg) + KEY, into, 0, KEY_BYTES);
    }

    void setSecrets(int leg, long sid, byte[] key) {
        records.putLong(ofLeg(leg) + SID, sid);
        records.put(ofLeg(leg) + KEY, key, 0, KEY_BYTES);
    }

    /** The highest counter accepted from the peer; 0 before the first. */
    public long received(int leg) {
        return records.getLong(ofLeg(leg) + RECEIVED);
    }

    public void setReceived(int leg, long counter) {
        records.putLong(ofLeg(leg) + RECEIVED, counter);
    }

    /** Takes the next counter for a frame to the peer; the first is 1. */
    public long nextToSend(int leg) {
        long next = records.getLong(ofLeg(leg) + SENT) + 1;
        records.putLong(ofLeg(leg) + SENT, next);
        return next;
    }

    /** When the session ends whatever happens, ms of the shard's time. */
    public int hardEndMs(int slot) {
        return records.getInt(at(slot) + HARD_END_AT);
    }

    public void setHardEndMs(int slot, int ms) {
        records.putInt(at(slot) + HARD_END_AT, ms);
    }

    /** Which KA server asked for it, 0 to 65,535. */
    public int owner(int slot) {
        return records.getChar(at(slot) + OWNER_AT);
    }

    public void setOwner(int slot, int owner) {
        records.putChar(at(slot) + OWNER_AT, (char) owner);
    }

    /** How the leg latches; K until it is said. */
    public LatchMode mode(int leg) {
        return MODES[records.get(modesAt(leg)) >>> Slots.side(leg) * MODE_BITS & MODE_MASK];
    }

    public void setMode(int leg, LatchMode mode) {
        int shift = Slots.side(leg) * MODE_BITS;
        int others = records.get(modesAt(leg)) & ~(MODE_MASK << shift);
        records.put(modesAt(leg), (byte) (others | mode.ordinal() << shift));
    }

    public int idleSeconds(int slot) {
        return records.getChar(at(slot) + IDLE_AT);
    }

    public void setIdleSeconds(int slot, int seconds) {
        records.putChar(at(slot) + IDLE_AT, (char) seconds);
    }

    /** The most legs that a source may have for one of this session to latch; 0 without such a bound of its own. */
    int legsPerSource(int slot) {
        return records.getChar(at(slot) + LEGS_PER_SOURCE_AT);
    }

    /** @param legs 1 or more; above 65,535 there is no bound of the session's own */
    public void setLegsPerSource(int slot, int legs) {
        records.putChar(at(slot) + LEGS_PER_SOURCE_AT, (char) (legs > Character.MAX_VALUE ? 0 : legs));
    }

    /** The leg's budget of mac checks, in a form of its user's choice; 0 in a new session. */
    public int macChecks(int leg) {
        return records.getInt(macChecksAt(leg));
    }

    public void setMacChecks(int leg, int checks) {
        records.putInt(macChecksAt(leg), checks);
    }

    int nextFree(int slot) {
        return records.getInt(at(slot) + NEXT_FREE_AT);
    }

    void setNextFree(int slot, int slotPlusOne) {
        records.putInt(at(slot) + NEXT_FREE_AT, slotPlusOne);
    }

    void wipe(int slot) {
        int from = at(slot);
        for (int at = from; at < from + RECORD_BYTES; at += Long.BYTES) {
            records.putLong(at, 0);
        }
    }

    private static int at(int slot) {
        return slot * RECORD_BYTES;
    }

    private static int ofLeg(int leg) {
        return at(Slots.slotOf(leg)) + LEG_AT + Slots.side(leg) * LEG_BYTES;
    }

    private static int modesAt(int leg) {
        return at(Slots.slotOf(leg)) + MODES_AT;
    }

    private static int macChecksAt(int leg) {
        return at(Slots.slotOf(leg)) + MAC_CHECKS_AT + Slots.side(leg) * Integer.BYTES;
    }

    ByteBuffer bytes() {
        return records;
    }

    void release() {
        memory.release(records);
    }
}
