package dev.middleman.expiry;

import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.TickListener;
import dev.middleman.api.time.Ticks;

/** The node's real time with its default settings, without a container. Thread-safe; owns one thread until it is closed. */
public final class RunningTime implements AutoCloseable {
    private final Heart heart = new Heart(Clock.system(), Settings.of(10, 5));
    private final ExpiryThread thread = new ExpiryThread(heart).start();

    public Ticks ticks() {
        return heart;
    }

    public Deadlines deadlines() {
        return heart;
    }

    public void tell(TickListener listener) {
        heart.add(listener);
    }

    @Override
    public void close() {
        thread.close();
    }
}
