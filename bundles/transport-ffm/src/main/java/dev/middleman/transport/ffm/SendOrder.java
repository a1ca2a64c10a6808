package dev.middleman.transport.ffm;

import java.util.Arrays;

/**
 * The order in which the entries of a burst leave: those of one socket together, so that one call takes them, and of these
 * those for one destination, so that they can be joined to a train; each in the order in which they came. Flows that share a
 * relay port arrive mixed, and leave from ports of their own. Belongs to the lane's thread.
 */
final class SendOrder {
    private static final int SOCKET_SHIFT = 32;
    private static final int FLOW_SHIFT = 16;
    private static final int ENTRY = (1 << FLOW_SHIFT) - 1;

    /** Socket, flow and entry. Sockets' numbers and ranks say nothing about a peer. */
    private final long[] keys = new long[FfmBurst.MAX_ENTRIES];
    /** The first entry of each flow. */
    private final int[] firsts = new int[FfmBurst.MAX_ENTRIES];

    private int size;
    private int flows;

    /** Takes the entries of a burst that have a socket. */
    void arrange(FfmBurst burst) {
        size = 0;
        flows = 0;
        boolean sorted = true;
        int flow = 0;
        for (int i = 0; i < burst.size(); i++) {
            if (burst.descriptor(i) < 0) {
                continue;
            }
            flow = flowOf(burst, i, flow);
            long key = (long) burst.descriptor(i) << SOCKET_SHIFT | (long) flow << FLOW_SHIFT | i;
            sorted &= size == 0 || keys[size - 1] < key;
            keys[size++] = key;
        }
        if (!sorted) {
            Arrays.sort(keys, 0, size);
        }
    }

    /** @param last the flow of the entry before, which is the likeliest one */
    private int flowOf(FfmBurst burst, int i, int last) {
        if (flows > 0 && burst.goesTheSameWay(firsts[last], i)) {
            return last;
        }
        for (int flow = 0; flow < flows; flow++) {
            if (burst.goesTheSameWay(firsts[flow], i)) {
                return flow;
            }
        }
        firsts[flows] = i;
        return flows++;
    }

    int size() {
        return size;
    }

    /** Whether the entries at two places leave from one socket for one destination. */
    boolean sameFlow(int place, int other) {
        return (keys[place] ^ keys[other]) >>> FLOW_SHIFT == 0;
    }

    /** The entry that leaves as number {@code place}. */
    int at(int place) {
        return (int) keys[place] & ENTRY;
    }
}
