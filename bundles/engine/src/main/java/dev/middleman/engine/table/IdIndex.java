package dev.middleman.engine.table;

import dev.middleman.api.memory.TableMemory;

/** Finds a leg by the sid in a knock, and a session by its handle. */
public final class IdIndex extends RefIndex {
    /** Three ids of a session in five places. */
    private static final int PLACES_PER_SESSION = 5;

    private final Vault vault;
    private final long seed;

    IdIndex(TableMemory memory, Vault vault, int sessions, long seed) {
        super(memory, sessions * PLACES_PER_SESSION);
        this.vault = vault;
        this.seed = seed;
    }

    /** @return the leg with this sid, or -1 */
    public int findLeg(long sid) {
        int hash = hash(sid);
        int place = home(hash);
        int entry = entryAt(place);
        while (entry != 0) {
            int ref = entry & REF_MASK;
            if (tagMatches(entry, hash) && !Slots.isHandle(ref) && vault.sid(Slots.legOf(ref)) == sid) {
                return Slots.legOf(ref);
            }
            place = next(place);
            entry = entryAt(place);
        }
        return -1;
    }

    /** @return the slot of the session with this handle, or -1 */
    public int findSlot(long handleHigh, long handleLow) {
        int hash = hash(handleHigh);
        int place = home(hash);
        int entry = entryAt(place);
        while (entry != 0) {
            int ref = entry & REF_MASK;
            if (tagMatches(entry, hash) && Slots.isHandle(ref)) {
                int slot = Slots.slotOfRef(ref);
                if (vault.handleHigh(slot) == handleHigh && vault.handleLow(slot) == handleLow) {
                    return slot;
                }
            }
            place = next(place);
            entry = entryAt(place);
        }
        return -1;
    }

    void addHandle(int slot) {
        int ref = Slots.refOfHandle(slot);
        insert(hashOf(ref), ref);
    }

    void addLeg(int leg) {
        int ref = Slots.refOfLeg(leg);
        insert(hashOf(ref), ref);
    }

    void forgetHandle(int slot) {
        int ref = Slots.refOfHandle(slot);
        remove(hashOf(ref), ref);
    }

    void forgetLeg(int leg) {
        int ref = Slots.refOfLeg(leg);
        remove(hashOf(ref), ref);
    }

    @Override
    int hashOf(int ref) {
        return hash(Slots.isHandle(ref) ? vault.handleHigh(Slots.slotOfRef(ref)) : vault.sid(Slots.legOf(ref)));
    }

    private int hash(long id) {
        return Mix.fold(Mix.mix(id ^ seed));
    }
}
