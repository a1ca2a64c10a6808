package dev.middleman.engine.table;

import dev.middleman.api.memory.TableMemory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.random.RandomGenerator;

/** Claims by their address, and how many legs are latched to each IP address at each relay port: 28 bytes a session. */
final class ClaimsKept implements Claims {
    private final ClaimIndex index;
    private final PortUse use;

    /** @param random for the seeds */
    ClaimsKept(TableMemory memory, Legs legs, int sessions, RandomGenerator random) {
        index = new ClaimIndex(memory, legs, sessions, random.nextLong());
        use = new PortUse(memory, sessions, random.nextLong());
    }

    @Override
    public int find(int relayPort, long high, long low) {
        return index.find(relayPort, high, low);
    }

    @Override
    public boolean isFree(int relayPort, long high, long low) {
        return index.find(relayPort, high, low) < 0 && !use.has(relayPort, high, low);
    }

    @Override
    public void add(int leg) {
        index.add(leg);
    }

    @Override
    public void forget(int leg) {
        index.forget(leg);
    }

    @Override
    public void latched(int relayPort, long high, long low) {
        use.add(relayPort, high, low);
    }

    @Override
    public void unlatched(int relayPort, long high, long low) {
        use.take(relayPort, high, low);
    }

    @Override
    public List<ByteBuffer> bytes() {
        return List.of(index.bytes(), use.bytes());
    }

    @Override
    public void release() {
        index.release();
        use.release();
    }
}
