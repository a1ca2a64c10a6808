package dev.middleman.transport.netty;

import dev.middleman.api.transport.Transport;

/** The other transports, without a container. */
public final class NettyTransports {
    private NettyTransports() {}

    /** @return null where its native library does not load */
    public static Transport epoll() {
        return EpollSwitch.obstacle() == null
                ? new NettyTransport(new EpollSockets(), NettyBurst.DEFAULT_ENTRIES)
                : null;
    }

    public static Transport nio() {
        return new NettyTransport(new NioSockets(), NettyBurst.DEFAULT_ENTRIES);
    }

    /** Direct memory that its lanes hold now, bytes. */
    public static long directBytes(Transport transport) {
        return ((NettyTransport) transport).directBytes();
    }

    public static void close(Transport transport) {
        ((NettyTransport) transport).close();
    }
}
