package dev.middleman.transport.netty;

import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens lanes on sockets of one kind. Thread-safe; owns nothing but the lanes that are open. */
final class NettyTransport implements Transport, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NettyTransport.class);

    private final Sockets sockets;
    /** Of its own and unpooled, so that closing a lane gives the memory back at once, and one can see that it did. */
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);

    private final Set<NettyLane> lanes = ConcurrentHashMap.newKeySet();
    private volatile int burstEntries;
    private boolean closed;

    NettyTransport(Sockets sockets, int burstEntries) {
        this.sockets = sockets;
        setBurstEntries(burstEntries);
    }

    /**
     * Changes the size of bursts of lanes that are opened from now on.
     *
     * @param entries datagrams that a lane reads before it asks the handler
     * @throws IllegalArgumentException when outside 1 to 1024
     */
    void setBurstEntries(int entries) {
        if (entries < NettyBurst.LEAST_ENTRIES || entries > NettyBurst.MOST_ENTRIES) {
            throw new IllegalArgumentException(
                    "burst = " + entries + " is not in " + NettyBurst.LEAST_ENTRIES + ".." + NettyBurst.MOST_ENTRIES);
        }
        burstEntries = entries;
    }

    @Override
    public String name() {
        return sockets.name();
    }

    @Override
    public boolean startsCold() {
        return true;
    }

    @Override
    public Lane open(LaneSpec spec, BurstHandler handler) throws TransportException {
        LanePorts ports = new PortBinder(sockets, spec).bind();
        NettyLane lane;
        try {
            lane = start(spec, ports, handler);
        } catch (RuntimeException | OutOfMemoryError e) {
            ports.close();
            throw new TransportException("cannot start the event loop of " + spec.name(), e);
        }
        synchronized (this) {
            if (!closed) {
                lanes.add(lane);
                logGrant(spec, ports.all().get(0));
                return lane;
            }
        }
        lane.close();
        throw new TransportException("the transport has been stopped");
    }

    /** Closes every lane that is open; none can be opened afterwards. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        for (NettyLane lane : lanes) {
            try {
                lane.close();
            } catch (IllegalStateException busy) {
                LOG.warn("{}", busy.getMessage());
            }
        }
    }

    /** Direct memory that open lanes hold, bytes. */
    long directBytes() {
        return allocator.metric().usedDirectMemory();
    }

    private NettyLane start(LaneSpec spec, LanePorts ports, BurstHandler handler) {
        ThreadFactory oneThread = task -> new FastThreadLocalThread(task, spec.name());
        IoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, oneThread, sockets.ioHandlers());
        NettyLane lane = null;
        try {
            NettyLane.LaneSetup setup = new NettyLane.LaneSetup(spec.name(), burstEntries, allocator);
            lane = new NettyLane(setup, ports, handler, group, lanes::remove);
            lane.register();
            if (!spec.beside()) {
                lane.begin();
            }
            return lane;
        } catch (RuntimeException | OutOfMemoryError e) {
            if (lane != null) {
                lane.close();
            } else {
                group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            }
            throw e;
        }
    }

    private void logGrant(LaneSpec spec, UdpSocket socket) {
        try {
            int received = socket.receiveBufferBytes();
            int sent = socket.sendBufferBytes();
            if (Math.min(received, sent) < spec.socketBufferBytes()) {
                LOG.warn(
                        "lane {}: asked for socket buffers of {} bytes, the system granted {} to receive and {} to send",
                        spec.name(),
                        spec.socketBufferBytes(),
                        received,
                        sent);
            }
        } catch (IOException e) {
            LOG.warn("lane {}: the system does not say which socket buffers it granted", spec.name());
        }
    }
}
