package dev.middleman.transport.ffm;

import dev.middleman.api.transport.Handover;

/** A lane's part in a swap: the former one or the next one, as long as it lasts. Everything happens on the lane's thread. */
final class FfmHandover implements Handover {
    private final FfmLane lane;
    private final boolean former;

    FfmHandover(FfmLane lane, boolean former) {
        this.lane = lane;
        this.former = former;
    }

    @Override
    public boolean steer() {
        return lane.ask(own -> own.sharedPorts().steer(SharedPorts.NEXT)).orElse(false);
    }

    @Override
    public void complete() {
        if (former) {
            lane.leave();
        } else {
            lane.ask(LaneLoop::begin);
            // Afterwards, because it takes as long again.
            lane.ask(own -> own.sharedPorts().share(false));
        }
    }

    @Override
    public void cancel() {
        if (former) {
            lane.keepPorts();
        } else {
            lane.close();
        }
    }
}
