package dev.middleman.benchmarks.jmh;

import dev.middleman.engine.table.DirectMemory;
import dev.middleman.engine.table.SessionState;
import dev.middleman.engine.table.SessionTable;
import dev.middleman.engine.table.Slots;
import dev.middleman.engine.table.SourceCounts;
import java.util.SplittableRandom;

/** A session table of live sessions, each leg latched to an address of its own. Not thread-safe. */
final class FullTable {
    static final int PORTS = 1_024;
    /** Long enough for no session to end while it is looked at, whatever time is made to pass. */
    private static final int IDLE_SECONDS = 600_000;

    private static final int FIRST_PORT = 20_000;
    private static final long IP4 = 0x0000_ffff_0000_0000L;

    final SessionTable table;
    private final SourceCounts sources;
    private final SplittableRandom random = new SplittableRandom(42);
    private final byte[] key = new byte[16];

    /** Has room for one session more. */
    FullTable(int sessions) {
        DirectMemory memory = new DirectMemory();
        sources = new SourceCounts(memory, sessions + 1, 64, random.nextLong());
        table = new SessionTable(memory, sessions + 1, false, sources, random);
        for (int i = 0; i < sessions; i++) {
            addLive();
        }
    }

    /** @return its slot */
    int addLive() {
        int slot = table.open(random.nextLong(), random.nextLong());
        addLeg(Slots.callersLeg(slot), 2 * slot);
        addLeg(Slots.calledLeg(slot), 2 * slot + 1);
        table.vault().setIdleSeconds(slot, IDLE_SECONDS);
        table.vault().setHardEndMs(slot, Integer.MAX_VALUE);
        table.enter(slot, SessionState.LIVE);
        table.dues().set(slot, 0);
        return slot;
    }

    private void addLeg(int leg, int number) {
        table.addLeg(leg, random.nextLong() | 1, key);
        if (!table.latch(leg, relayPort(number), 0, address(number), peerPort(number))) {
            throw new IllegalStateException("a leg was refused");
        }
    }

    /** The leg that is latched to this number's address; -1 if there is none. */
    int find(int number) {
        return table.flows().find(relayPort(number), 0, address(number), peerPort(number));
    }

    void release() {
        table.release();
        sources.release();
    }

    private static int relayPort(int number) {
        return FIRST_PORT + number % PORTS;
    }

    private static long address(int number) {
        return IP4 | 0x0800_0000L + number;
    }

    private static int peerPort(int number) {
        return 1_024 + (number * 0x9e37 & 0x7fff);
    }
}
