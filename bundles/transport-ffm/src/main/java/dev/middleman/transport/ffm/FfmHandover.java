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
    public boolean steer(int from, int to) {
        return lane.ask(own -> own.sharedPorts().steerToNext(from, to)).orElse(false);
    }

    @Override
    public int look() {
        return lane.ask(LaneLoop::look).orElse(0);
    }

    @Override
    public void complete() {
        if (former) {
            lane.leave();
        } else {
            lane.ask(LaneLoop::begin);
            lane.keepPorts();
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
