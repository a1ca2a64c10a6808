package dev.middleman.itests.system.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Receives a {@link Load} and compares every datagram, bit for bit, with what it must be. Confined to one thread.
 *
 * <p>A datagram too small for a number counts as the first one missing in the window that has these very bytes. A
 * duplicate may so pass for a later one of its kind; {@link Report#received()} against what the source says it sent
 * shows it all the same, since nothing may arrive that was not sent.
 */
final class Sink {

    private static final int ACK_EVERY = 8;
    private static final long QUIET_NS = 20_000_000;
    private static final long CALL_NS = 100_000_000;

    private final Wire wire;
    private final Load load;
    private final byte[][] arrived;
    private final ByteBuffer ack = ByteBuffer.allocate(Ack.BYTES);
    private int base;
    private int unacknowledged;
    private long lastAckNs;
    private long received;
    private long duplicates;
    private long wrong;
    private String firstWrong = "";

    Sink(Wire wire, Load load) {
        this.wire = wire;
        this.load = load;
        this.arrived = new byte[load.count()][];
    }

    /**
     * What came in.
     *
     * @param complete whether every datagram of the load is there
     * @param received datagrams in all
     * @param duplicates those that were there already
     * @param wrong those with bytes that nobody sent
     * @param firstWrong describes the first of them
     * @param sha256 over the datagrams in their order; empty when not complete
     */
    record Report(boolean complete, long received, long duplicates, long wrong, String firstWrong, String sha256) {}

    /** Whether everything has arrived. */
    boolean complete() {
        return base == load.count();
    }

    /** Receives and acknowledges for a little while; to be called again and again. */
    void turn() throws IOException {
        ByteBuffer datagram = wire.receive(QUIET_NS);
        long nowNs = System.nanoTime();
        if (datagram != null) {
            take(datagram);
        }
        boolean due = unacknowledged >= ACK_EVERY || datagram == null && unacknowledged > 0;
        // Also with nothing to acknowledge: it is how a sink calls a source that waits to be called.
        if (due || !complete() && nowNs - lastAckNs > CALL_NS) {
            acknowledge(nowNs);
        }
    }

    private void take(ByteBuffer datagram) {
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        received++;
        unacknowledged++;
        if (bytes.length < Load.HEADER) {
            takeTiny(bytes);
            return;
        }
        int number = ByteBuffer.wrap(bytes).getInt();
        boolean right = number >= 0
                && number < load.count()
                && load.size(number) == bytes.length
                && Arrays.equals(load.content(number), bytes);
        if (!right) {
            spoil(number, bytes);
        } else if (arrived[number] != null) {
            duplicates++;
        } else {
            keep(number, bytes);
        }
    }

    private void takeTiny(byte[] bytes) {
        boolean known = false;
        for (int number = 0; number < Math.min(base + Ack.WINDOW, load.count()); number++) {
            if (load.size(number) == bytes.length && Arrays.equals(load.content(number), bytes)) {
                if (arrived[number] == null) {
                    keep(number, bytes);
                    return;
                }
                known = true;
            }
        }
        if (known) {
            duplicates++;
        } else {
            spoil(-1, bytes);
        }
    }

    private void keep(int number, byte[] bytes) {
        arrived[number] = bytes;
        while (base < load.count() && arrived[base] != null) {
            base++;
        }
    }

    private void spoil(int number, byte[] bytes) {
        if (wrong++ == 0) {
            firstWrong = bytes.length + " bytes that claim number " + number + " of " + load.count();
        }
    }

    private void acknowledge(long nowNs) throws IOException {
        long bits = 0;
        for (int i = 0; i < Ack.WINDOW && base + i < load.count(); i++) {
            bits |= arrived[base + i] == null ? 0 : 1L << i;
        }
        ack.clear();
        new Ack(base, bits).write(ack);
        wire.send(ack.flip());
        unacknowledged = 0;
        lastAckNs = nowNs;
    }

    Report report() {
        return new Report(complete(), received, duplicates, wrong, firstWrong, complete() ? Load.sha256(arrived) : "");
    }
}
