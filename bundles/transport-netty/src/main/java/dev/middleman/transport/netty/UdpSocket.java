package dev.middleman.transport.netty;

import io.netty.channel.IoHandle;
import io.netty.channel.IoOps;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** A bound, non-blocking UDP socket. Made by the thread that opens the lane, afterwards on the lane's thread only. */
interface UdpSocket {

    /** The bound port. */
    int port();

    /** Receives one datagram into the burst; false when none waits. The burst has room. */
    boolean receive(NettyBurst burst);

    /** Sends the bytes {@code from} to {@code to} of the buffer as one datagram; false when the socket refuses it. */
    boolean send(ByteBuffer memory, int from, int to, Destination destination);

    /** To be registered with the event loop; calls back whenever something can be read. */
    IoHandle handle(Consumer<UdpSocket> onReadable);

    /** What the event loop is to watch for. */
    IoOps readInterest();

    /** What the kernel granted of the receive buffer that was asked for, bytes. */
    int receiveBufferBytes();

    /** What the kernel granted of the send buffer that was asked for, bytes. */
    int sendBufferBytes();

    /** Gives the port back; with NIO not before the event loop has ended. */
    void close();
}
