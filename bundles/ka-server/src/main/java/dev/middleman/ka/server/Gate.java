package dev.middleman.ka.server;

import dev.middleman.api.control.Answer;
import dev.middleman.api.time.Ticks;
import dev.middleman.wire.id.Octets;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Stands before the costly check of signatures: so many a minute for each caller and realm. Thread-safe; locked for one count. */
final class Gate {
    private static final int BYTES = 48;

    private final Sketch sketch;
    private final Ticks ticks;
    private final IntSupplier perMinute;
    private final Supplier<Set<Octets>> realms;

    /** With bounds that stay. */
    Gate(int perMinute, Set<Octets> realms, Ticks ticks, RandomGenerator random) {
        this(() -> perMinute, () -> realms, ticks, random);
    }

    /** @param realms those that are counted apart; all others, which anyone can make up, are counted together */
    Gate(IntSupplier perMinute, Supplier<Set<Octets>> realms, Ticks ticks, RandomGenerator random) {
        this.sketch = new Sketch(TimeUnit.MINUTES.toNanos(1), random);
        this.ticks = ticks;
        this.perMinute = perMinute;
        this.realms = realms;
    }

    /**
     * Counts one request.
     *
     * @param realm that it is about; 32 bytes
     * @return the answer for callers who asked too often; empty for those who may pass
     */
    synchronized Optional<Answer> pass(Source source, Octets realm) {
        long nowNs = ticks.nowNs();
        byte[] counted = ByteBuffer.allocate(BYTES)
                .put(source.toBytes())
                .put(realms.get().contains(realm) ? realm.toArray() : new byte[0])
                .array();
        return sketch.add(nowNs, counted) > perMinute.getAsInt()
                ? Optional.of(Answers.tooMany(sketch.secondsLeft(nowNs)))
                : Optional.empty();
    }
}
