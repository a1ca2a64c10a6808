package dev.middleman.transport.ffm;

import dev.middleman.api.transport.Handover;

/** A lane's part in a swap: the former one or the next one, as long as it lasts. Everything happens on the lane's thread. */
final class FfmHandover implements Handover {
    private final FfmLane lane;
    private final Side side;

    FfmHandover(FfmLane lane, Side side) {
        this.lane = lane;
        this.side = side;
    }

    @Override
    public boolean steer(Side to) {
        return lane.onThread(() -> lane.sharedPorts().steer(to.ordinal())).orElse(false);
    }

    @Override
    public void complete() {
        if (side == Side.FORMER) {
            lane.closeDrained();
        } else {
            lane.onThread(lane::begin);
        }
    }

    @Override
    public void cancel() {
        if (side == Side.FORMER) {
            lane.onThread(() -> lane.sharedPorts().share(false));
        } else {
            lane.close();
        }
    }
}
