package dev.middleman.engine.table;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Which leg claims an IP address at a relay port, whatever the remote port, and which of them are latched to: what modes A and
 * H take. A table of legs in mode K only keeps none of it ({@link NoClaims}).
 */
public interface Claims {
    /** @return the leg that claims the IP address at this relay port, or -1 */
    int find(int relayPort, long high, long low);

    /** Whether no leg is latched to this IP address at this relay port, whatever its remote port, and none claims it. */
    boolean isFree(int relayPort, long high, long low);

    /** Makes a leg's claim findable by its record. */
    void add(int leg);

    /** The claim must still stand in the leg's record. */
    void forget(int leg);

    /** A leg was latched to this IP address, in whatever mode. */
    void latched(int relayPort, long high, long low);

    /** A leg that was latched there is not any more. */
    void unlatched(int relayPort, long high, long low);

    /** All the memory, for tests that look for what should be gone. */
    List<ByteBuffer> bytes();

    void release();
}
