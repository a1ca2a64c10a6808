package dev.middleman.ka.server;

import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.ka.KaTotals;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import dev.middleman.wire.id.Octets;
import java.util.Random;
import java.util.Set;

/** A KA server without a network: core, proofs and resources as they are, in the time of a test. For one thread. */
public final class SimulatedKa implements AutoCloseable {
    private final KaCore core;
    private final KaResources resources;

    /** @param spreadSeconds over how long everybody registers again */
    public <T extends Ticks & Deadlines> SimulatedKa(Octets kaId, int spreadSeconds, T time, long seed) {
        Random random = new Random(seed);
        KaSettings settings = new KaSettings(
                KaSettings.Waits.DEFAULTS,
                KaSettings.Rates.DEFAULTS,
                KaSettings.Sizes.DEFAULTS,
                3,
                spreadSeconds,
                true);
        Turns turns = new Turns(failure -> {
            throw failure;
        });
        core = new KaCore(settings, Policies.NONE, new Agenda(time, time, turns), random);
        Gate gate = new Gate(settings.rates().signedPerMinute(), Set.of(), time, random);
        resources = new KaResources(core, new Proofs(kaId, time, random), gate);
    }

    public ControlHandler handler() {
        return resources;
    }

    public KaTotals totals() {
        return core.totals();
    }

    @Override
    public void close() {
        core.close();
    }
}
