package dev.middleman.itests.container;

import dev.middleman.api.net.Families;
import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.HoldResult;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.LegGrant;
import dev.middleman.api.relay.Relay;
import dev.middleman.wire.knock.KnockDirection;
import dev.middleman.wire.knock.KnockFrame;
import dev.middleman.wire.knock.KnockMac;
import dev.middleman.wire.knock.KnockType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbered datagrams through one line of a middle-man at a steady rate, one way, by a thread that polls and so loses none
 * itself. The line is had from the {@link Relay} directly and latched by knocks.
 *
 * <p>No more than {@value #WINDOW} are under way, as far as the thread knows: where others have the processor for long, it sends more
 * slowly, and no socket's buffer runs over for that.
 */
final class NumberedTraffic implements AutoCloseable {
    private static final int BYTES = 200;
    private static final int BURST = 50;
    /** Far less than the smallest buffer on the way takes, the usual one of a kernel: some 270 of this size. */
    private static final int WINDOW = 128;
    /** What has not come by then is not waited for. */
    private static final long QUIET_NS = 2_000_000_000;

    private static final long PATIENCE_NS = 10_000_000_000L;

    private final InetAddress relayAddress;
    private final DatagramChannel from;
    private final DatagramChannel to;
    private final long intervalNs;
    private final KnockMac mac = new KnockMac();
    private final AtomicLong received = new AtomicLong();
    private final CompletableFuture<Result> ended = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "numbered-traffic");
    private SocketAddress relay;
    private volatile boolean stopping;

    record Result(long sent, long received) {
        long lost() {
            return sent - received;
        }
    }

    /** @param relayIp where the middle-man's ports are */
    NumberedTraffic(String relayIp, int perSecond) throws IOException {
        relayAddress = InetAddress.getByName(relayIp);
        intervalNs = 1_000_000_000L / perSecond;
        from = open("127.0.1.9");
        to = open("127.0.2.9");
    }

    private static DatagramChannel open(String ip) throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
        channel.bind(new InetSocketAddress(ip, 0)).configureBlocking(false);
        return channel;
    }

    /** Returns when datagrams come through. */
    NumberedTraffic start(Relay middleman) throws Exception {
        HoldResult.Held held = (HoldResult.Held) middleman
                .hold(new HoldRequest(0, Families.IP4, 0, 10))
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
        CommitResult.Granted granted = (CommitResult.Granted) middleman
                .commit(held.handle(), new CommitRequest(LatchMode.KNOCK, LatchMode.KNOCK))
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
        relay = latch(from, granted.a());
        latch(to, granted.b());
        thread.start();
        awaitMore(1);
        return this;
    }

    /** Waits until so many more have come out. */
    void awaitMore(long count) {
        long least = received.get() + count;
        long endNs = System.nanoTime() + PATIENCE_NS;
        while (received.get() < least) {
            if (ended.isDone() || System.nanoTime() - endNs > 0) {
                throw new AssertionError("nothing comes through any more");
            }
            Thread.onSpinWait();
        }
    }

    Result stop() throws Exception {
        stopping = true;
        return ended.get(10, TimeUnit.SECONDS);
    }

    private void run() {
        try {
            ended.complete(flow());
        } catch (IOException | RuntimeException | Error e) {
            ended.completeExceptionally(e);
        }
    }

    private Result flow() throws IOException {
        ByteBuffer out = ByteBuffer.allocateDirect(BYTES);
        ByteBuffer in = ByteBuffer.allocateDirect(BYTES);
        long sent = 0;
        long highest = 0;
        long dueNs = System.nanoTime();
        long lastNs = dueNs;
        while (!stopping || received.get() < sent && System.nanoTime() - lastNs < QUIET_NS) {
            long nowNs = System.nanoTime();
            if (sent - highest >= WINDOW && nowNs - lastNs > QUIET_NS) {
                highest = sent; // all that was under way is lost
                lastNs = nowNs;
            }
            if (!stopping && nowNs - dueNs >= 0 && sent - highest < WINDOW) {
                out.clear().putLong(0, ++sent);
                from.send(out, relay);
                // Who was kept from sending makes up for a little of it, and not for all at once.
                dueNs = Math.max(dueNs + intervalNs, System.nanoTime() - BURST * intervalNs);
            }
            if (to.receive(in.clear()) != null && in.position() == BYTES) {
                received.incrementAndGet();
                highest = Math.max(in.getLong(0), highest);
                lastNs = System.nanoTime();
            }
        }
        return new Result(sent, received.get());
    }

    private SocketAddress latch(DatagramChannel socket, LegGrant grant) throws IOException {
        SocketAddress port = new InetSocketAddress(relayAddress, grant.ports().get(0));
        socket.send(frame(grant, KnockType.KNOCK, 1, 0), port);
        byte[] challenge = await(socket, KnockType.CHALLENGE);
        socket.send(frame(grant, KnockType.PROOF, 2, KnockFrame.cookie(challenge)), port);
        await(socket, KnockType.OK);
        return port;
    }

    private static byte[] await(DatagramChannel socket, KnockType type) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(KnockFrame.BYTES);
        long endNs = System.nanoTime() + PATIENCE_NS;
        while (socket.receive(in.clear()) == null || KnockFrame.type(in.array()) != type) {
            if (System.nanoTime() - endNs > 0) {
                throw new AssertionError("no " + type + " came");
            }
            Thread.onSpinWait();
        }
        return in.array();
    }

    private ByteBuffer frame(LegGrant grant, KnockType type, long counter, long cookie) {
        byte[] frame = new byte[KnockFrame.BYTES];
        KnockFrame.start(frame, grant.sid(), type, 0);
        KnockFrame.setCounter(frame, counter);
        KnockFrame.setCookie(frame, cookie);
        mac.sign(grant.key(), KnockDirection.TO_MIDDLEMAN, frame);
        return ByteBuffer.wrap(frame);
    }

    @Override
    public void close() throws IOException {
        stopping = true;
        from.close();
        to.close();
    }
}
