package dev.middleman.engine.table;

import dev.middleman.api.memory.TableMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory for several tables, of which none is of use without the others: when one cannot be had, the rest is given back. {@link
 * #allocate} and {@link #giveBack} belong to the thread that makes the tables; {@link #release} is as thread-safe as the memory.
 */
public final class AllOrNothing implements TableMemory {
    private final TableMemory memory;
    private final List<ByteBuffer> given = new ArrayList<>();

    public AllOrNothing(TableMemory memory) {
        this.memory = memory;
    }

    @Override
    public String name() {
        return memory.name();
    }

    @Override
    public ByteBuffer allocate(int bytes) {
        ByteBuffer buffer = memory.allocate(bytes);
        given.add(buffer);
        return buffer;
    }

    @Override
    public void release(ByteBuffer buffer) {
        memory.release(buffer);
    }

    /** Releases all that was allocated; not to be called any more once some of it was released singly. */
    public void giveBack() {
        given.forEach(memory::release);
        given.clear();
    }
}
