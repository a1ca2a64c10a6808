package dev.middleman.api.time;

import org.osgi.annotation.versioning.ProviderType;

/** Tells how the time service fares. Thread-safe. */
@ProviderType
public interface Timekeeper {

    /** The counters now; each is right, but they are not read at one moment. */
    TimeTotals totals();
}
