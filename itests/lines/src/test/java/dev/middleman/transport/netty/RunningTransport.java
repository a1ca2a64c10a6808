package dev.middleman.transport.netty;

import dev.middleman.api.transport.Transport;

/** The transport that works everywhere, without a container. */
public final class RunningTransport {
    private RunningTransport() {}

    public static Transport nio() {
        return new NettyTransport(new NioSockets(), NettyBurst.DEFAULT_ENTRIES);
    }
}
