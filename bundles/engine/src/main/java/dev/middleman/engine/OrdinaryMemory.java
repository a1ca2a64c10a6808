package dev.middleman.engine;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.engine.table.DirectMemory;
import java.nio.ByteBuffer;
import org.osgi.service.component.annotations.Component;

/**
 * Offers ordinary direct buffers to whoever finds nothing better. As a service, so that a reference to memory is a mandatory one:
 * with a target that nothing meets, a middle-man waits and does not start on less.
 */
@Component(
        service = TableMemory.class,
        property = {"service.ranking:Integer=-10", TableMemory.KIND + "=" + TableMemory.DIRECT})
public final class OrdinaryMemory implements TableMemory {
    private final DirectMemory direct = new DirectMemory();

    @Override
    public String name() {
        return direct.name();
    }

    @Override
    public ByteBuffer allocate(int bytes) {
        return direct.allocate(bytes);
    }

    @Override
    public void release(ByteBuffer buffer) {
        direct.release(buffer);
    }
}
