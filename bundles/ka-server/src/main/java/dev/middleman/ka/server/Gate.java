package dev.middleman.ka.server;

import dev.middleman.api.control.Answer;
import dev.middleman.api.time.Ticks;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Stands before the costly check of signatures: so many a minute for each caller. Thread-safe; locked for one count. */
final class Gate {
    private final Sketch sketch;
    private final Ticks ticks;
    private final int perMinute;

    Gate(int perMinute, Ticks ticks, RandomGenerator random) {
        this.sketch = new Sketch(TimeUnit.MINUTES.toNanos(1), random);
        this.ticks = ticks;
        this.perMinute = perMinute;
    }

    /** @return the answer for callers who asked too often; empty for those who may pass */
    synchronized Optional<Answer> pass(Source source) {
        long nowNs = ticks.nowNs();
        return sketch.add(nowNs, source.toBytes()) > perMinute
                ? Optional.of(Answers.tooMany(sketch.secondsLeft(nowNs)))
                : Optional.empty();
    }
}
