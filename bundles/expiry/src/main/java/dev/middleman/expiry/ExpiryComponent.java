package dev.middleman.expiry;

import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import dev.middleman.api.time.TimeTotals;
import dev.middleman.api.time.Timekeeper;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Offers the node's time. Thread-safe. Works without configuration; a changed one takes effect at the next tick, and one
 * that is out of range is refused and leaves the last good one in force.
 */
@Component(
        configurationPid = ExpiryComponent.PID,
        service = {Ticks.class, Deadlines.class, Timekeeper.class, ExpiryComponent.class})
@Designate(ocd = ExpiryComponent.Config.class)
public final class ExpiryComponent implements Ticks, Deadlines, Timekeeper {

    /** The configuration's PID. */
    public static final String PID = "dev.middleman.expiry";

    /** Every key, its unit and its range. */
    @ObjectClassDefinition(name = "Middleman time", description = "Ticks, deadlines and the watch on the clocks.")
    public @interface Config {

        @AttributeDefinition(
                name = "Tick (ms)",
                description = "Time between two ticks, ms. Can be changed while running.",
                min = "1",
                max = "100")
        int tickMs() default 10;

        @AttributeDefinition(
                name = "Drift (s)",
                description =
                        "Sessions are forgotten when wall and monotonic clock part by more than this, s, within ten"
                                + " minutes, as after a suspend. Can be changed while running.",
                min = "1",
                max = "3600")
        int driftSeconds() default 5;
    }

    private final Heart heart;
    private final ExpiryThread thread;

    @Activate
    public ExpiryComponent(Config config) {
        heart = new Heart(Clock.system(), settings(config));
        thread = new ExpiryThread(heart).start();
    }

    @Modified
    void modified(Config config) {
        heart.use(settings(config));
    }

    @Deactivate
    void deactivate() {
        thread.close();
    }

    private static Settings settings(Config config) {
        return Settings.of(config.tickMs(), config.driftSeconds());
    }

    Heart heart() {
        return heart;
    }

    @Override
    public long nowNs() {
        return heart.nowNs();
    }

    @Override
    public long fineNs() {
        return heart.fineNs();
    }

    @Override
    public long wallSeconds() {
        return heart.wallSeconds();
    }

    @Override
    public Deadline after(long delayNs, Runnable task) {
        return heart.after(delayNs, task);
    }

    @Override
    public TimeTotals totals() {
        return heart.totals();
    }

    @Override
    public long driftBoundNs() {
        return heart.driftBoundNs();
    }
}
