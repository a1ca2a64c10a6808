package dev.middleman.transport.netty;

import io.netty.channel.IoHandle;
import io.netty.channel.IoOps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** A bound, non-blocking UDP socket. Made by the thread that opens the lane, afterwards on the lane's thread only. */
interface UdpSocket {

    /** The bound port. */
    int port();

    /** Receives one datagram into the burst, which has room; false when none waits. */
    boolean receive(NettyBurst burst) throws IOException;

    /** Sends what lies between the buffer's position and limit as one datagram; false when the socket is full. */
    boolean send(ByteBuffer datagram, Destination destination) throws IOException;

    /** Whether {@link #sendTrain} may send any. */
    default boolean takesTrains() {
        return false;
    }

    /**
     * Sends what lies between the buffer's position and limit in one go, as datagrams of {@code segment} bytes, the last
     * one shorter where that does not divide them. All or nothing.
     *
     * @return false when it did not leave: the socket is full, or knows no trains, or the way out is too narrow for one
     */
    default boolean sendTrain(ByteBuffer train, int segment, Destination destination) {
        return false;
    }

    /** To be registered with the event loop; calls back whenever something can be read. */
    IoHandle handle(Consumer<UdpSocket> onReadable);

    /** What the event loop is to watch for. */
    IoOps readInterest();

    /** What the system granted of SO_RCVBUF, bytes. */
    int receiveBufferBytes() throws IOException;

    /** What the system granted of SO_SNDBUF, bytes. */
    int sendBufferBytes() throws IOException;

    /** Lets the port be bound a second time by this user, or no longer; false where the system does not know of that. */
    boolean share(boolean shared);

    /**
     * Of sockets that share the port, lets all that arrives go to one.
     *
     * @param member {@link ReusePortGroup#FORMER} or {@link ReusePortGroup#NEXT}
     * @return false where it cannot, or where the kernel knows of no group yet
     */
    boolean steer(int member);

    /** Datagrams that found a full receive buffer since the socket was opened; -1 where it cannot be asked. */
    long overflows();

    /** Gives the port back; with NIO not before the event loop has ended. */
    void close() throws IOException;
}
