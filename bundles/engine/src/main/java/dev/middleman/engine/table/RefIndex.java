package dev.middleman.engine.table;

import dev.middleman.api.memory.TableMemory;
import java.nio.ByteBuffer;

/**
 * An open-addressing index of refs with linear probing. An entry is 4 bytes: 8 tag bits of the hash, so that a probe of a
 * stranger rarely has to look at a record, and 24 bits of ref; 0 is an empty place. The keys stay in the records.
 *
 * <p>A removal moves later entries back instead of leaving a mark: nothing stays behind, and look-ups never get slower. Any
 * number of places will do, not only powers of two, as a hash becomes a place by multiplication.
 */
abstract class RefIndex {
    static final int REF_MASK = 0x00ff_ffff;
    private static final int TAG_SHIFT = 24;
    private static final int ENTRY_BYTES = 4;
    /** Empty places that are always left, so that a probe ends in the smallest table, too. */
    private static final int SPARE = 8;

    private final TableMemory memory;
    private final ByteBuffer entries;
    private final int places;

    RefIndex(TableMemory memory, int places) {
        this.memory = memory;
        this.places = places + SPARE;
        this.entries = memory.allocate(this.places * ENTRY_BYTES);
    }

    /** The hash under which a ref that is in the index was put there. */
    abstract int hashOf(int ref);

    final void insert(int hash, int ref) {
        int place = home(hash);
        while (entryAt(place) != 0) {
            place = next(place);
        }
        put(place, hash << TAG_SHIFT | ref);
    }

    /** Forgets a ref; does nothing when it is not there. Its key must still stand in its record. */
    final void remove(int hash, int ref) {
        int place = home(hash);
        int entry = entryAt(place);
        while (entry != 0 && (entry & REF_MASK) != ref) {
            place = next(place);
            entry = entryAt(place);
        }
        if (entry != 0) {
            closeGap(place);
        }
    }

    private void closeGap(int gapAt) {
        int gap = gapAt;
        for (int place = next(gap); entryAt(place) != 0; place = next(place)) {
            int entry = entryAt(place);
            int home = home(hashOf(entry & REF_MASK));
            if (distance(home, place) >= distance(gap, place)) {
                put(gap, entry);
                gap = place;
            }
        }
        put(gap, 0);
    }

    final int home(int hash) {
        return (int) ((hash & 0xffff_ffffL) * places >>> 32);
    }

    final int next(int place) {
        int next = place + 1;
        return next == places ? 0 : next;
    }

    final int entryAt(int place) {
        return entries.getInt(place * ENTRY_BYTES);
    }

    /** Whether an entry may belong to this hash. */
    static boolean tagMatches(int entry, int hash) {
        return (entry >>> TAG_SHIFT) == (hash & 0xff);
    }

    private int distance(int from, int to) {
        int distance = to - from;
        return distance < 0 ? distance + places : distance;
    }

    private void put(int place, int entry) {
        entries.putInt(place * ENTRY_BYTES, entry);
    }

    final ByteBuffer bytes() {
        return entries;
    }

    final void release() {
        memory.release(entries);
    }
}
