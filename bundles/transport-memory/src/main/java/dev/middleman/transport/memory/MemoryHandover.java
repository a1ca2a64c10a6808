package dev.middleman.transport.memory;

import dev.middleman.api.transport.Handover;

/** A lane's part in a swap, which takes no time: no step of the clock runs meanwhile. */
final class MemoryHandover implements Handover {
    private final VirtualClock clock;
    private final MemoryLane lane;
    private final boolean former;

    MemoryHandover(VirtualClock clock, MemoryLane lane, boolean former) {
        this.clock = clock;
        this.lane = lane;
        this.former = former;
    }

    @Override
    public boolean steer(int from, int to) {
        return clock.exclusively(() -> lane.steer(from, to));
    }

    @Override
    public int look() {
        return clock.exclusively(() -> lane.look());
    }

    @Override
    public void complete() {
        clock.exclusively(former ? lane::leave : lane::begin);
    }

    @Override
    public void cancel() {
        if (former) {
            clock.exclusively(lane::stayAlone);
        } else {
            lane.close();
        }
    }
}
