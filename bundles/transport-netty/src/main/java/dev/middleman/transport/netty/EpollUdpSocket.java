package dev.middleman.transport.netty;

import dev.middleman.api.transport.Lane;
import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.DatagramSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * A native socket as an I/O handle of Netty's event loop. Datagrams are received one by one: recvmmsg in Netty hides
 * empty datagrams and segment sizes. They can leave as a train, cut by the kernel at a size that is set at the socket:
 * Netty gives no way to say so with the datagrams.
 */
final class EpollUdpSocket implements UdpSocket {
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;

    private final LinuxSocket socket;
    private final int port;
    /** Where the kernel cuts what is sent; 0: nowhere. */
    private int segment;

    private boolean takesTrains = true;

    EpollUdpSocket(LinuxSocket socket) {
        this.socket = socket;
        this.port = socket.localAddress().getPort();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public boolean receive(NettyBurst burst) throws IOException {
        ByteBuffer space = burst.space();
        DatagramSocketAddress source = socket.recvFrom(space, space.position(), space.limit());
        if (source == null) {
            return false;
        }
        burst.add(port, source, source.receivedAmount());
        return true;
    }

    @Override
    public boolean send(ByteBuffer datagram, Destination destination) throws IOException {
        cutAt(0);
        return sendAll(datagram, destination);
    }

    @Override
    public boolean takesTrains() {
        return takesTrains;
    }

    @Override
    public boolean sendTrain(ByteBuffer train, int newSegment, Destination destination) {
        if (!takesTrains) {
            return false;
        }
        try {
            cutAt(newSegment);
        } catch (IOException e) {
            // Linux before 4.18.
            takesTrains = false;
            return false;
        }
        try {
            return sendAll(train, destination);
        } catch (IOException e) {
            // Or the way out is narrower than the segments.
            return false;
        }
    }

    /** Asks the kernel only when something changes: where trains are common, most have one size. */
    private void cutAt(int newSegment) throws IOException {
        if (newSegment != segment) {
            socket.setIntOpt(SOL_UDP, UDP_SEGMENT, newSegment);
            segment = newSegment;
        }
    }

    private boolean sendAll(ByteBuffer bytes, Destination destination) throws IOException {
        int sent = socket.sendTo(bytes, bytes.position(), bytes.limit(), destination.address(), destination.port());
        // The answer for an empty datagram is 0 whether it was taken or not.
        return sent == bytes.remaining();
    }

    @Override
    public IoHandle handle(Consumer<UdpSocket> onReadable) {
        return new Handle(onReadable);
    }

    @Override
    public IoOps readInterest() {
        return EpollIoOps.EPOLLIN;
    }

    /** Linux answers with twice the granted size, because it counts its own bookkeeping (socket(7)). */
    @Override
    public int receiveBufferBytes() throws IOException {
        return socket.getReceiveBufferSize() / 2;
    }

    @Override
    public int sendBufferBytes() throws IOException {
        return socket.getSendBufferSize() / 2;
    }

    @Override
    public boolean share(boolean shared) {
        try {
            socket.setReusePort(shared);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public boolean steer(int member) {
        try {
            ReusePortGroup.steer(socket, member);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public long overflows() {
        try {
            return ReusePortGroup.overflows(socket);
        } catch (IOException e) {
            return Lane.UNKNOWN;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private final class Handle implements EpollIoHandle {
        private final Consumer<UdpSocket> onReadable;

        Handle(Consumer<UdpSocket> onReadable) {
            this.onReadable = onReadable;
        }

        @Override
        public FileDescriptor fd() {
            return socket;
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            onReadable.accept(EpollUdpSocket.this);
        }

        @Override
        public void close() throws IOException {
            EpollUdpSocket.this.close();
        }
    }
}
