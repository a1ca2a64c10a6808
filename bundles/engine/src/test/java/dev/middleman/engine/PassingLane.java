package dev.middleman.engine;

import dev.middleman.api.transport.Handover;
import dev.middleman.api.transport.Lane;
import java.util.Optional;

/** Passes everything on to another lane, so that a test can change one thing. */
class PassingLane implements Lane {
    private final Lane lane;

    PassingLane(Lane lane) {
        this.lane = lane;
    }

    @Override
    public int[] ports() {
        return lane.ports();
    }

    @Override
    public boolean execute(Runnable command) {
        return lane.execute(command);
    }

    @Override
    public boolean sendKnock(int localPort, long high, long low, int port, byte[] frame) {
        return lane.sendKnock(localPort, high, low, port, frame);
    }

    @Override
    public Optional<Handover> handover() {
        return lane.handover();
    }

    @Override
    public long overflows() {
        return lane.overflows();
    }

    @Override
    public void close() {
        lane.close();
    }
}
