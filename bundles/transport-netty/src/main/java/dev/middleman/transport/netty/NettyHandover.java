package dev.middleman.transport.netty;

import dev.middleman.api.transport.Handover;

/** A lane's part in a swap: the former one or the next one, as long as it lasts. Everything happens on the lane's thread. */
final class NettyHandover implements Handover {
    private final NettyLane lane;
    private final boolean former;

    NettyHandover(NettyLane lane, boolean former) {
        this.lane = lane;
        this.former = former;
    }

    @Override
    public boolean steer(int from, int to) {
        return lane.ask(ports -> ports.steerToNext(from, to)).orElse(false);
    }

    @Override
    public int look() {
        return lane.look();
    }

    @Override
    public void complete() {
        if (former) {
            lane.leave();
        } else {
            lane.begin();
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
