package dev.middleman.itests.system.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Sends a {@link Load} through a plain UDP socket: a window of {@value Ack#WINDOW} datagrams, paced, each sent again
 * until it is acknowledged. Confined to one thread.
 */
final class Source {

    private static final long RESEND_NS = 100_000_000;

    private final Wire wire;
    private final Load load;
    private final Pace pace;
    private final boolean[] arrived;
    private final long[] sentAtNs;
    private int base;
    private int next;
    private long sent;

    Source(Wire wire, Load load, Pace pace) {
        this.wire = wire;
        this.load = load;
        this.pace = pace;
        this.arrived = new boolean[load.count()];
        this.sentAtNs = new long[load.count()];
    }

    /**
     * Sends everything.
     *
     * @return how many datagrams were sent, repetitions included
     * @throws IOException when not all is acknowledged by the limit
     */
    long run(long limitNs) throws IOException {
        long endNs = System.nanoTime() + limitNs;
        while (base < load.count()) {
            long nowNs = System.nanoTime();
            if (nowNs > endNs) {
                throw new IOException(
                        "only " + base + " of " + load.count() + " datagrams acknowledged in time, " + sent + " sent");
            }
            boolean idle = !wire.hasCounterpart() || !sendOne(nowNs);
            ByteBuffer answer = wire.receive(idle ? 1_000_000 : 0);
            if (answer != null) {
                take(Ack.read(answer));
            }
        }
        return sent;
    }

    private boolean sendOne(long nowNs) throws IOException {
        if (pace.waitNs(nowNs) > 0) {
            return false;
        }
        int number = due(nowNs);
        if (number < 0) {
            return false;
        }
        wire.send(ByteBuffer.wrap(load.content(number)));
        sentAtNs[number] = nowNs;
        next = Math.max(next, number + 1);
        sent++;
        pace.sent(load.size(number), nowNs);
        return true;
    }

    /** The datagram to send now: one that was given up for lost, else the next one; -1 = none. */
    private int due(long nowNs) {
        for (int number = base; number < next; number++) {
            if (!arrived[number] && nowNs - sentAtNs[number] > RESEND_NS) {
                return number;
            }
        }
        return next < Math.min(base + Ack.WINDOW, load.count()) ? next : -1;
    }

    private void take(Ack ack) {
        if (ack == null || ack.base() < base || ack.base() > load.count()) {
            return;
        }
        for (int number = base; number < ack.base(); number++) {
            arrived[number] = true;
        }
        base = ack.base();
        for (int i = 0; i < Ack.WINDOW && base + i < load.count(); i++) {
            arrived[base + i] |= (ack.bits() >>> i & 1) == 1;
        }
    }
}
