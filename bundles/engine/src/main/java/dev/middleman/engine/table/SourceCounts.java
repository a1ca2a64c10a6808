package dev.middleman.engine.table;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.api.net.Endpoint;
import java.nio.ByteBuffer;

/**
 * How many legs of a node are latched to one source: an IPv4 address, or an IPv6 /64. Thread-safe, because all shards count
 * here: each method locks. They are called when a leg latches or ends, never per datagram.
 *
 * <p>An entry is 40 bits of a secret hash of the source and 24 bits of count, so the addresses stand in the legs' records
 * only. Two sources that share all 40 bits share a count; among a million sources there is half such a pair.
 */
public final class SourceCounts {
    /** The highest count that an entry can hold. */
    public static final int MAX = (1 << 24) - 1;

    private static final int HASH_SHIFT = 24;
    private static final int PLACES_PER_SESSION = 3;
    private static final int SPARE = 8;

    private final TableMemory memory;
    private final ByteBuffer entries;
    private final int places;
    private final long seed;
    private final int limit;

    /**
     * @param sessions of all shards together
     * @param limit the most legs of one source, 1 to {@link #MAX}
     */
    public SourceCounts(TableMemory memory, int sessions, int limit, long seed) {
        this.memory = memory;
        this.limit = limit;
        this.places = sessions * PLACES_PER_SESSION + SPARE;
        this.entries = memory.allocate(places * Long.BYTES);
        this.seed = seed;
    }

    /** How many legs are latched to the source of this address. */
    synchronized int of(long high, long low) {
        return (int) (entryAt(find(hash(high, low))) & MAX);
    }

    /** Counts one more leg, unless its source has as many as it may. */
    boolean add(long high, long low) {
        return add(high, low, 0);
    }

    /**
     * The same with a bound of the leg's own, where that is lower.
     *
     * @param most 0 for none
     */
    synchronized boolean add(long high, long low, int most) {
        long hash = hash(high, low);
        int place = find(hash);
        long entry = entryAt(place);
        if ((entry & MAX) >= (most == 0 ? limit : Math.min(most, limit))) {
            return false;
        }
        put(place, entry == 0 ? hash << HASH_SHIFT | 1 : entry + 1);
        return true;
    }

    synchronized void take(long high, long low) {
        int place = find(hash(high, low));
        long entry = entryAt(place);
        if ((entry & MAX) > 1) {
            put(place, entry - 1);
        } else if (entry != 0) {
            closeGap(place);
        }
    }

    /** The place of this hash, or the empty one where it would go. */
    private int find(long hash) {
        int place = home(hash);
        for (long entry = entryAt(place); entry != 0 && entry >>> HASH_SHIFT != hash; entry = entryAt(place)) {
            place = next(place);
        }
        return place;
    }

    private void closeGap(int gapAt) {
        int gap = gapAt;
        for (int place = next(gap); entryAt(place) != 0; place = next(place)) {
            long entry = entryAt(place);
            if (distance(home(entry >>> HASH_SHIFT), place) >= distance(gap, place)) {
                put(gap, entry);
                gap = place;
            }
        }
        put(gap, 0);
    }

    /** 40 bits of which the place is made, too, so that an entry can be moved without its address. */
    private long hash(long high, long low) {
        return Mix.mix(Mix.mix(source(high, low) ^ seed) + seed) >>> HASH_SHIFT;
    }

    /** What counts as one source, in 64 bits. */
    static long source(long high, long low) {
        return Endpoint.isIp4(high, low) ? low : high;
    }

    private int home(long hash) {
        return (int) ((hash >>> 8) * places >>> 32);
    }

    private int next(int place) {
        int next = place + 1;
        return next == places ? 0 : next;
    }

    private int distance(int from, int to) {
        int distance = to - from;
        return distance < 0 ? distance + places : distance;
    }

    private long entryAt(int place) {
        return entries.getLong(place * Long.BYTES);
    }

    private void put(int place, long entry) {
        entries.putLong(place * Long.BYTES, entry);
    }

    ByteBuffer bytes() {
        return entries;
    }

    /** Zeroes and gives back the memory. */
    public synchronized void release() {
        memory.release(entries);
    }
}
