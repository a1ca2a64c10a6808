package dev.middleman.harden;

import dev.middleman.api.protection.Measure;
import dev.middleman.api.protection.Measure.State;
import dev.middleman.api.protection.Protections;
import dev.middleman.api.time.Timekeeper;
import java.util.concurrent.TimeUnit;

/** Whether sessions are wiped when the machine slept for less time than a session may be idle. Stateless. */
final class DriftCheck {
    /** What is promised of an idle session unless it is configured otherwise. */
    static final long PROMISED_NS = TimeUnit.SECONDS.toNanos(60);

    private DriftCheck() {}

    /** @param clock {@code null} when there is none */
    static Measure measure(Timekeeper clock) {
        if (clock == null) {
            return measure(State.OFF, "no time service runs");
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(clock.driftBoundNs());
        return clock.driftBoundNs() <= PROMISED_NS
                ? measure(State.ON, "all sessions are wiped when the clocks part by more than " + seconds + " s")
                : measure(State.OFF, "driftSeconds is " + seconds + ", longer than the 60 s of an idle session");
    }

    private static Measure measure(State state, String reason) {
        return new Measure(Protections.DRIFT_FLUSH, state, reason);
    }
}
