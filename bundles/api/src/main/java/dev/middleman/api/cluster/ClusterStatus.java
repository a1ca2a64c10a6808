package dev.middleman.api.cluster;

import org.osgi.annotation.versioning.ProviderType;

/** A cluster, as its operator sees it. Thread-safe; every call is a snapshot. */
@ProviderType
public interface ClusterStatus {

    /** How many members see each other, this one included; 0 before it is in. */
    int members();

    /** Sums since the start, and gauges. */
    ClusterTotals totals();
}
