package dev.middleman.engine;

import dev.middleman.engine.shard.Shard;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * What a shard was asked for and has not come to yet: a full queue must not make it forget. Of each kind there is one, the newest, so
 * nothing piles up. Thread-safe.
 */
final class Duties {
    /** In the order in which a shard does them. */
    enum Kind {
        /** To judge by other terms. */
        TERMS,
        /** To tell the peers that it ends. */
        GOODBYE,
        /** To end all sessions. */
        WIPE
    }

    private final AtomicReferenceArray<Consumer<Shard>> waiting = new AtomicReferenceArray<>(Kind.values().length);

    /** In place of one of this kind that waits still. */
    void put(Kind kind, Consumer<Shard> duty) {
        waiting.set(kind.ordinal(), duty);
    }

    boolean isEmpty() {
        for (int i = 0; i < waiting.length(); i++) {
            if (waiting.get(i) != null) {
                return false;
            }
        }
        return true;
    }

    /** Does everything; to be called by the shard's owner. */
    void fulfil(Shard shard) {
        for (int i = 0; i < waiting.length(); i++) {
            Consumer<Shard> duty = waiting.getAndSet(i, null);
            if (duty != null) {
                duty.accept(shard);
            }
        }
    }
}
