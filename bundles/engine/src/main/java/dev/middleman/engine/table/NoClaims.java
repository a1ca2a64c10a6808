package dev.middleman.engine.table;

import java.nio.ByteBuffer;
import java.util.List;

/** Where legs latch in mode K only: there are no claims, and nobody asks which ports are free of them. */
final class NoClaims implements Claims {
    private static final int NOBODY = -1;

    @Override
    public int find(int relayPort, long high, long low) {
        return NOBODY;
    }

    /** @throws IllegalStateException always: only who is about to claim has to know */
    @Override
    public boolean isFree(int relayPort, long high, long low) {
        throw noClaims();
    }

    /** @throws IllegalStateException always */
    @Override
    public void add(int leg) {
        throw noClaims();
    }

    /** @throws IllegalStateException always */
    @Override
    public void forget(int leg) {
        throw noClaims();
    }

    private static IllegalStateException noClaims() {
        return new IllegalStateException("this table keeps no claims");
    }

    @Override
    public void latched(int relayPort, long high, long low) {}

    @Override
    public void unlatched(int relayPort, long high, long low) {}

    @Override
    public List<ByteBuffer> bytes() {
        return List.of();
    }

    @Override
    public void release() {}
}
