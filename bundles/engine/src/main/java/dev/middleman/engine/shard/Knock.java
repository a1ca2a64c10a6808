package dev.middleman.engine.shard;

import dev.middleman.api.transport.Burst;

/**
 * The datagram that is being judged as a knock: a view of one entry of a burst, so that nobody has to pass an address on
 * field by field. One instance per shard, set for each knock and cleared after it.
 */
final class Knock {
    private Burst burst;
    private int entry;
    private int leg;

    void set(Burst burst, int entry, int leg) {
        this.burst = burst;
        this.entry = entry;
        this.leg = leg;
    }

    void clear() {
        burst = null;
    }

    /** The leg that it names by its sid. */
    int leg() {
        return leg;
    }

    long sid() {
        return burst.sidOf(entry);
    }

    int relayPort() {
        return burst.localPort(entry);
    }

    long high() {
        return burst.sourceHigh(entry);
    }

    long low() {
        return burst.sourceLow(entry);
    }

    int port() {
        return burst.sourcePort(entry);
    }

    void copyTo(byte[] frame) {
        burst.copyKnock(entry, frame);
    }
}
