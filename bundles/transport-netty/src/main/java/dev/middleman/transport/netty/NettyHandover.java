package dev.middleman.transport.netty;

import dev.middleman.api.transport.Handover;

/** A lane's part in a swap: the former one or the next one, as long as it lasts. Everything happens on the lane's thread. */
final class NettyHandover implements Handover {
    private final NettyLane lane;
    private final Side side;

    NettyHandover(NettyLane lane, Side side) {
        this.lane = lane;
        this.side = side;
    }

    @Override
    public boolean steer(Side to) {
        return lane.ask(ports -> ports.steer(to.ordinal())).orElse(false);
    }

    @Override
    public void complete() {
        if (side == Side.FORMER) {
            lane.closeDrained();
        } else {
            lane.begin();
        }
    }

    @Override
    public void cancel() {
        if (side == Side.FORMER) {
            lane.ask(ports -> ports.share(false));
        } else {
            lane.close();
        }
    }
}
