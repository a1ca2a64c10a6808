package dev.middleman.transport.netty;

import dev.middleman.api.transport.Lane;
import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.util.function.Consumer;

/** A JDK channel as an I/O handle of Netty's event loop: keeps every size, empty datagrams included. */
final class NioUdpSocket implements UdpSocket {
    private final DatagramChannel channel;
    private final int port;

    NioUdpSocket(DatagramChannel channel) throws IOException {
        this.channel = channel;
        this.port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public boolean receive(NettyBurst burst) throws IOException {
        ByteBuffer space = burst.space();
        int from = space.position();
        InetSocketAddress source = (InetSocketAddress) channel.receive(space);
        if (source == null) {
            return false;
        }
        burst.add(port, source, space.position() - from);
        return true;
    }

    @Override
    public boolean send(ByteBuffer datagram, Destination destination) throws IOException {
        int bytes = datagram.remaining();
        // The answer for an empty datagram is 0 whether it was taken or not.
        return channel.send(datagram, destination.socketAddress()) == bytes;
    }

    @Override
    public IoHandle handle(Consumer<UdpSocket> onReadable) {
        return new Handle(onReadable);
    }

    @Override
    public IoOps readInterest() {
        return NioIoOps.READ;
    }

    @Override
    public int receiveBufferBytes() throws IOException {
        return channel.getOption(StandardSocketOptions.SO_RCVBUF);
    }

    @Override
    public int sendBufferBytes() throws IOException {
        return channel.getOption(StandardSocketOptions.SO_SNDBUF);
    }

    @Override
    public boolean share(boolean shared) {
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEPORT, shared);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** The JDK has no way to say so; the other one of two transports may have. */
    @Override
    public boolean steer(int member) {
        return false;
    }

    /** The JDK has no way to ask; {@link DropTable} has one. */
    @Override
    public long overflows() {
        return Lane.UNKNOWN;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private final class Handle implements NioIoHandle {
        private final Consumer<UdpSocket> onReadable;

        Handle(Consumer<UdpSocket> onReadable) {
            this.onReadable = onReadable;
        }

        @Override
        public SelectableChannel selectableChannel() {
            return channel;
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            onReadable.accept(NioUdpSocket.this);
        }

        @Override
        public void close() throws IOException {
            NioUdpSocket.this.close();
        }
    }
}
