package dev.middleman.engine.table;

import dev.middleman.api.memory.TableMemory;
import java.nio.ByteBuffer;

/**
 * When each session has to be looked at next: 4 bytes a slot, side by side, so that a sweep over sessions that still have time
 * reads one cache line for sixteen of them. A session may have more time than stands here, but never less.
 */
public final class Dues {
    private static final int ENTRY_BYTES = 4;
    private static final int NEVER = 0;

    private final TableMemory memory;
    private final ByteBuffer entries;

    Dues(TableMemory memory, int sessions) {
        this.memory = memory;
        this.entries = memory.allocate(sessions * ENTRY_BYTES);
    }

    /** Whether a slot has a session whose time has come. */
    public boolean isDue(int slot, int nowMs) {
        int dueMs = entries.getInt(slot * ENTRY_BYTES);
        return dueMs != NEVER && nowMs - dueMs >= 0;
    }

    /** @param ms of the shard's time */
    public void set(int slot, int ms) {
        // The one moment that would read as never comes a millisecond late.
        entries.putInt(slot * ENTRY_BYTES, ms == NEVER ? ms + 1 : ms);
    }

    void forget(int slot) {
        entries.putInt(slot * ENTRY_BYTES, NEVER);
    }

    ByteBuffer bytes() {
        return entries;
    }

    void release() {
        memory.release(entries);
    }
}
