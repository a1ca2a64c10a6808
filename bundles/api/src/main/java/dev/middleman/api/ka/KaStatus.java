package dev.middleman.api.ka;

import org.osgi.annotation.versioning.ProviderType;

/** A running KA server, as its operator sees it. Thread-safe; every call is a snapshot. */
@ProviderType
public interface KaStatus {
    /** Sums since the start, and gauges. */
    KaTotals totals();

    /** The bound UDP port. */
    int port();

    /**
     * The address to hand out, {@code coaps://host:port/m2#sha256=...}: where the server is and the pin of its key. It
     * names the server itself, never a peer or a middle-man.
     */
    String address();
}
