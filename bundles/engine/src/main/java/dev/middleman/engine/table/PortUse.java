package dev.middleman.engine.table;

import dev.middleman.api.memory.TableMemory;
import java.nio.ByteBuffer;

/**
 * How many legs are latched to an IP address at a relay port, whatever their remote ports. Counts lie at the place that a
 * secret hash says; who meets there is counted together. So a port may be called used that is free, never the other way
 * round, and no address stands here.
 */
final class PortUse {
    private static final int PLACES_PER_SESSION = 4;

    private final TableMemory memory;
    private final ByteBuffer counts;
    private final int places;
    private final long seed;

    PortUse(TableMemory memory, int sessions, long seed) {
        this.memory = memory;
        this.places = sessions * PLACES_PER_SESSION;
        this.counts = memory.allocate(places * Integer.BYTES);
        this.seed = seed;
    }

    boolean has(int relayPort, long high, long low) {
        return counts.getInt(at(relayPort, high, low)) != 0;
    }

    void add(int relayPort, long high, long low) {
        change(at(relayPort, high, low), 1);
    }

    void take(int relayPort, long high, long low) {
        change(at(relayPort, high, low), -1);
    }

    private void change(int at, int by) {
        counts.putInt(at, counts.getInt(at) + by);
    }

    private int at(int relayPort, long high, long low) {
        long hash = Mix.ofPort(relayPort, high, low, seed) >>> Integer.SIZE;
        return (int) (hash * places >>> Integer.SIZE) * Integer.BYTES;
    }

    ByteBuffer bytes() {
        return counts;
    }

    void release() {
        memory.release(counts);
    }
}
