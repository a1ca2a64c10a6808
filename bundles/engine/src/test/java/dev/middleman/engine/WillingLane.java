package dev.middleman.engine;

import dev.middleman.api.transport.Handover;
import dev.middleman.api.transport.Lane;
import java.util.Optional;

/** A played lane that takes part in every swap, and sends nothing. */
abstract class WillingLane implements Lane, Handover {
    @Override
    public boolean sendKnock(int localPort, long high, long low, int port, byte[] frame) {
        return false;
    }

    @Override
    public Optional<Handover> handover() {
        return Optional.of(this);
    }

    @Override
    public boolean steer(int from, int to) {
        return true;
    }

    @Override
    public int look() {
        return 0;
    }

    @Override
    public void complete() {}

    @Override
    public void cancel() {}
}
