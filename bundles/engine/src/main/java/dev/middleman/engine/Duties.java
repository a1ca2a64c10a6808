package dev.middleman.engine;

import dev.middleman.engine.shard.Shard;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** What a shard was asked for and has not come to yet: a full queue must not make it forget. Thread-safe. */
final class Duties {
    private final Queue<Consumer<Shard>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean wipe = new AtomicBoolean();

    void add(Consumer<Shard> duty) {
        waiting.add(duty);
    }

    /** To end all sessions, after everything else; asked for often, it is one duty. */
    void addWipe() {
        wipe.set(true);
    }

    boolean isEmpty() {
        return waiting.isEmpty() && !wipe.get();
    }

    /** Does everything; to be called by the shard's owner. */
    void fulfil(Shard shard) {
        for (Consumer<Shard> duty = waiting.poll(); duty != null; duty = waiting.poll()) {
            duty.accept(shard);
        }
        if (wipe.compareAndSet(true, false)) {
            shard.endAll();
        }
    }
}
