package dev.middleman.transport.netty;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.LaneSpec;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Native sockets of Linux, on Netty's epoll event loop. Thread-safe. */
final class EpollSockets implements Sockets {
    private static final Logger LOG = LoggerFactory.getLogger(EpollSockets.class);
    private static final int IPPROTO_IP = 0;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_MTU_DISCOVER = 23;
    /** Send with the interface's MTU and ignore, and so never create, what the route cache knows of a destination. */
    private static final int PMTUDISC_OMIT = 5;

    private final AtomicBoolean told = new AtomicBoolean();

    /** @throws UnsatisfiedLinkError where the native library does not load */
    EpollSockets() {
        Epoll.ensureAvailability();
    }

    @Override
    public String name() {
        return "netty-epoll";
    }

    @Override
    public IoHandlerFactory ioHandlers() {
        return EpollIoHandler.newFactory();
    }

    @Override
    public UdpSocket bind(Endpoint address, int port, LaneSpec spec) throws IOException {
        boolean ip4 = address.isIp4();
        LinuxSocket socket = LinuxSocket.newSocketDgram(ip4 ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6);
        try {
            omitPathMtu(socket, ip4);
            socket.setReceiveBufferSize(spec.socketBufferBytes());
            socket.setSendBufferSize(spec.socketBufferBytes());
            if (spec.beside()) {
                socket.setReusePort(true);
            } else {
                beFirstOfGroup(socket);
            }
            socket.bind(IpAddresses.of(address, port));
            if (spec.beside()) {
                // Or the kernel would give it half of the flows at once, to wait until all the others are bound, too.
                ReusePortGroup.steer(socket, ReusePortGroup.FORMER);
            }
            return new EpollUdpSocket(socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Makes a group of this socket alone, which leaves everything with it when another one joins: some that may join cannot say
     * so themselves. The port is its own all the same, because others may join only while SO_REUSEPORT is set.
     */
    private static void beFirstOfGroup(LinuxSocket socket) throws IOException {
        try {
            socket.setReusePort(true);
            ReusePortGroup.steer(socket, ReusePortGroup.FORMER);
        } catch (IOException e) {
            // An old kernel, which makes the group later.
        } finally {
            socket.setReusePort(false);
        }
    }

    private void omitPathMtu(LinuxSocket socket, boolean ip4) {
        try {
            if (ip4) {
                socket.setIntOpt(IPPROTO_IP, IP_MTU_DISCOVER, PMTUDISC_OMIT);
            } else {
                socket.setIntOpt(IPPROTO_IPV6, IPV6_MTU_DISCOVER, PMTUDISC_OMIT);
            }
        } catch (IOException e) {
            if (!told.getAndSet(true)) {
                LOG.warn("netty-epoll: this system does not let IP_MTU_DISCOVER be set to OMIT, so its route cache may"
                        + " keep a peer's address for some minutes after an ICMP message");
            }
        }
    }
}
