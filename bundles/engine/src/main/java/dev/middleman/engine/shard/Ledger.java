package dev.middleman.engine.shard;

/** Where a shard reports what admission counts. Thread-safe, because all shards report to one. */
public interface Ledger {

    /** A session of this owner is no longer just reserved: a peer latched. */
    void latched(int owner);

    /**
     * A session of this owner ended.
     *
     * @param wasPending whether no peer ever latched
     * @param kbitPerSecond what it was promised
     */
    void ended(int owner, boolean wasPending, int kbitPerSecond);
}
