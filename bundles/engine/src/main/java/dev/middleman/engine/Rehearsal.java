package dev.middleman.engine;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.Burst;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Plays swaps between two transports on a few ports of the system's choice, before the lines are moved: the first swap of a JVM
 * loads classes and runs code that was never compiled, which takes ten times as long. The lines go on meanwhile. What is played
 * with are frames that a lane sends to itself; what anybody else sends there gets silence.
 *
 * <p>Used once, by one thread, which is no lane's; {@link #onBurst} and {@link #onSendFailed} are called on the lanes' threads.
 */
final class Rehearsal implements BurstHandler {
    private static final int PORTS = 128;
    private static final int SWAPS = 6;
    /** Received for each swap: so many, that what reads and sends is compiled. */
    private static final int DATAGRAMS = 2_000;

    private static final int UNDER_WAY = 16;
    /** Half a second together; what is sent may not arrive. */
    private static final int MOST_LOOKS = 500;

    private static final long LOOK_NS = 1_000_000;

    private final LaneSpec spec;
    private final Endpoint local;
    private final AtomicInteger left = new AtomicInteger();

    /** @param spec of a lane that is to be moved */
    Rehearsal(LaneSpec spec) {
        this.spec = new LaneSpec(
                spec.name() + "/rehearsal",
                spec.ip4(),
                spec.ip6(),
                PortPlan.ephemeral(PORTS),
                spec.socketBufferBytes());
        local = spec.ip4().or(spec::ip6).orElseThrow();
    }

    /** To and fro. What fails here is of no account: if it matters, the swap itself fails of it and says so. */
    void play(Transport former, Transport next) {
        Lane lane = null;
        try {
            lane = former.open(spec, this);
            for (int i = 0; i < SWAPS && lane != null; i++) {
                lane = moved(lane, i % 2 == 0 ? next : former);
            }
        } catch (TransportException | RuntimeException failed) {
            // See above.
        } finally {
            if (lane != null) {
                lane.close();
            }
        }
    }

    /** Answers the lane that has the ports then, or {@code null} when there is nothing to rehearse. */
    private Lane moved(Lane lane, Transport to) throws TransportException {
        exchange(lane);
        LaneSpec beside = spec.on(PortPlan.listed(lane.ports())).besideAnother();
        LaneSwap swap = LaneSwap.prepare(lane, to, beside, this).orElse(null);
        if (swap == null) {
            lane.close();
            return null;
        }
        swap.complete(serving -> {});
        exchange(swap.next());
        return swap.next();
    }

    /** Lets the lane send frames between its own ports, for a while. */
    private void exchange(Lane lane) {
        left.set(DATAGRAMS);
        byte[] frame = new byte[Burst.KNOCK_BYTES];
        int[] ports = lane.ports();
        lane.execute(() -> {
            for (int i = 0; i < UNDER_WAY; i++) {
                lane.sendKnock(ports[i], local.high(), local.low(), ports[i + UNDER_WAY], frame);
            }
        });
        // Returns at once to a thread that is interrupted, which then just rehearses less.
        for (int looks = 0; left.get() > 0 && looks < MOST_LOOKS; looks++) {
            LockSupport.parkNanos(this, LOOK_NS);
        }
    }

    /** Sends back what came from the lane itself. */
    @Override
    public void onBurst(Burst burst) {
        for (int i = 0; i < burst.size(); i++) {
            boolean own = burst.sourceHigh(i) == local.high() && burst.sourceLow(i) == local.low();
            if (own && left.getAndDecrement() > 0) {
                burst.forward(i, burst.localPort(i), local.high(), local.low(), burst.sourcePort(i));
            }
        }
    }

    @Override
    public void onSendFailed(int datagrams) {
        // Then there are fewer.
    }
}
