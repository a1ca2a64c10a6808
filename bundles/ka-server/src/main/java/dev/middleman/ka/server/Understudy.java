package dev.middleman.ka.server;

import dev.middleman.wire.knock.KnockDirection;
import dev.middleman.wire.knock.KnockFrame;
import dev.middleman.wire.knock.KnockMac;
import dev.middleman.wire.knock.KnockType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * One of the two peers that a KA server plays: knocks, proves, and sends a datagram. The server has to look after it by
 * {@link #poll}. Lives in turns.
 */
final class Understudy implements AutoCloseable {
    private static final long REPEAT_NS = TimeUnit.MILLISECONDS.toNanos(300);

    /** Enough for a lost datagram, too few to bother anyone who does not answer. */
    private static final int MAX_SENDS = 4;

    private static final int MAX_READS = 16;
    private static final int LINE_BYTES = 100;

    private final DatagramChannel channel;
    private final Rehearsal.Part part;
    private final KnockMac mac = new KnockMac();
    private final ByteBuffer in = ByteBuffer.allocate(2_048);
    private final byte[] line = new byte[LINE_BYTES];
    private byte[] heard = {};
    private KnockType sending = KnockType.KNOCK;
    private long cookie;
    private long counter;
    private boolean latched;
    private boolean spoke;
    private int sends;
    private long sentNs;

    /** @param channel connected to the part's relay port, not blocking; closed by {@link #close} */
    Understudy(DatagramChannel channel, Rehearsal.Part part) {
        this.channel = channel;
        this.part = part;
        // differs from one to the next, and is no knock frame: those have 44 bytes
        Arrays.fill(line, (byte) part.sid());
        ByteBuffer.wrap(line).putLong(part.sid());
    }

    /** Whether the middle-man has the address that its datagrams come from. */
    boolean isAtHome() throws IOException {
        InetSocketAddress here = (InetSocketAddress) channel.getLocalAddress();
        InetSocketAddress there = (InetSocketAddress) channel.getRemoteAddress();
        return here.getAddress().equals(there.getAddress())
                && !here.getAddress().isLoopbackAddress();
    }

    boolean isLatched() {
        return latched;
    }

    boolean heard(Understudy other) {
        return Arrays.equals(heard, other.line);
    }

    /** Reads what came, and knocks or proves when it is time to. */
    void poll(long nowNs) {
        for (int i = 0; i < MAX_READS && read(); i++) {
            take(Arrays.copyOf(in.array(), in.position()));
        }
        if (!latched && isTime(nowNs)) {
            byte[] frame = new byte[KnockFrame.BYTES];
            KnockFrame.start(frame, part.sid(), sending, 0);
            KnockFrame.setCounter(frame, ++counter);
            KnockFrame.setCookie(frame, cookie);
            mac.sign(part.key().toArray(), KnockDirection.TO_MIDDLEMAN, frame);
            send(frame, nowNs);
        }
    }

    /** Sends its datagram when it is time to. */
    void speak(long nowNs) {
        if (!spoke) {
            spoke = true;
            sends = 0;
        }
        if (isTime(nowNs)) {
            send(line, nowNs);
        }
    }

    private boolean isTime(long nowNs) {
        return sends == 0 || sends < MAX_SENDS && nowNs - sentNs >= REPEAT_NS;
    }

    private void take(byte[] datagram) {
        if (!KnockFrame.isWellFormed(datagram)) {
            heard = datagram;
        } else if (mac.verify(part.key().toArray(), KnockDirection.TO_PEER, datagram)) {
            if (KnockFrame.type(datagram) == KnockType.CHALLENGE && sending == KnockType.KNOCK) {
                cookie = KnockFrame.cookie(datagram);
                sending = KnockType.PROOF;
                sends = 0;
            } else if (KnockFrame.type(datagram) == KnockType.OK) {
                latched = true;
            }
        }
    }

    private boolean read() {
        in.clear();
        try {
            return channel.receive(in) != null;
        } catch (IOException e) {
            return false; // nobody is at that port: it stays unlatched
        }
    }

    private void send(byte[] datagram, long nowNs) {
        sends++;
        sentNs = nowNs;
        try {
            channel.write(ByteBuffer.wrap(datagram));
        } catch (IOException e) {
            // as if it was lost on the way
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }
}
