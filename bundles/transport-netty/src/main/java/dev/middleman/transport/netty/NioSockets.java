package dev.middleman.transport.netty;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.LaneSpec;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.Optional;

/** Sockets of the JDK, on Netty's NIO event loop. Thread-safe. */
final class NioSockets implements Sockets {

    @Override
    public String name() {
        return "netty-nio";
    }

    @Override
    public IoHandlerFactory ioHandlers() {
        return NioIoHandler.newFactory();
    }

    @Override
    public Optional<DropTable> dropTable() {
        return Optional.of(DropTable.beforeBinding());
    }

    @Override
    public UdpSocket bind(Endpoint address, int port, LaneSpec spec) throws IOException {
        DatagramChannel channel =
                DatagramChannel.open(address.isIp4() ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, spec.socketBufferBytes());
            channel.setOption(StandardSocketOptions.SO_SNDBUF, spec.socketBufferBytes());
            if (spec.beside()) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            channel.bind(IpAddresses.of(address, port));
            return new NioUdpSocket(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }
}
