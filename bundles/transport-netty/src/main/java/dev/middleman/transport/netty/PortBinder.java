package dev.middleman.transport.netty;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.TransportException;
import io.netty.channel.ChannelException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Binds what a lane asks for, all or nothing. Used once, by one thread. */
final class PortBinder {
    /** How often a port that the system chose for one family may turn out to be taken in the other. */
    private static final int EPHEMERAL_ATTEMPTS = 64;

    private final Sockets sockets;
    private final LaneSpec spec;
    private final OpenFilesLimit openFiles;
    private final List<UdpSocket> ip4 = new ArrayList<>();
    private final List<UdpSocket> ip6 = new ArrayList<>();

    PortBinder(Sockets sockets, LaneSpec spec) {
        this.sockets = sockets;
        this.spec = spec;
        openFiles = new OpenFilesLimit(spec);
    }

    LanePorts bind() throws TransportException {
        openFiles.check();
        Optional<DropTable> drops = sockets.dropTable();
        try {
            if (spec.ports() instanceof PortPlan.Listed listed) {
                for (int port : listed.ports()) {
                    bindListed(port);
                }
            } else {
                for (int i = 0; i < spec.ports().count(); i++) {
                    bindEphemeral();
                }
            }
            drops.ifPresent(table -> table.afterBinding(locals()));
            return new LanePorts(ip4, ip6, drops);
        } catch (TransportException | RuntimeException e) {
            LanePorts.closeAll(ip4);
            LanePorts.closeAll(ip6);
            throw e;
        }
    }

    private Set<String> locals() {
        Set<String> locals = new HashSet<>();
        ip4.forEach(socket -> locals.add(UdpTable.local(spec.ip4().orElseThrow(), socket.port())));
        ip6.forEach(socket -> locals.add(UdpTable.local(spec.ip6().orElseThrow(), socket.port())));
        return locals;
    }

    private void bindListed(int port) throws TransportException {
        if (spec.ip4().isPresent()) {
            ip4.add(bindOne(spec.ip4().get(), port));
        }
        if (spec.ip6().isPresent()) {
            ip6.add(bindOne(spec.ip6().get(), port));
        }
    }

    private void bindEphemeral() throws TransportException {
        if (spec.ip4().isEmpty()) {
            ip6.add(bindOne(spec.ip6().orElseThrow(), 0));
            return;
        }
        for (int attempt = 0; attempt < EPHEMERAL_ATTEMPTS; attempt++) {
            UdpSocket first = bindOne(spec.ip4().get(), 0);
            // Listed at once: whatever comes of the other family, it is closed.
            ip4.add(first);
            if (spec.ip6().isEmpty() || bindSame(first.port())) {
                return;
            }
            LanePorts.closeAll(List.of(ip4.remove(ip4.size() - 1)));
        }
        throw new TransportException("no port is free in both families");
    }

    /** @return false when the port is taken in the other family; no other refusal is mended by another port */
    private boolean bindSame(int port) throws TransportException {
        try {
            ip6.add(bindOne(spec.ip6().orElseThrow(), port));
            return true;
        } catch (TransportException e) {
            if (isTaken(e)) {
                return false;
            }
            throw e;
        }
    }

    /** The JDK and Netty throw different exceptions for EADDRINUSE, but both with the text of the C library. */
    private static boolean isTaken(TransportException refusal) {
        Throwable cause = refusal.getCause();
        return cause != null && String.valueOf(cause.getMessage()).contains("Address already in use");
    }

    private UdpSocket bindOne(Endpoint address, int port) throws TransportException {
        try {
            return sockets.bind(address, port, spec);
        } catch (IOException | UnsupportedOperationException | ChannelException e) {
            // Netty throws a ChannelException when the kernel has no descriptor for a native socket.
            if (openFiles.isReachedBy(e)) {
                throw openFiles.exceeded(e);
            }
            String family = address.isIp4() ? "IPv4" : "IPv6";
            String which = port == 0 ? "an ephemeral port" : "port " + port;
            throw new TransportException("cannot bind " + which + " (" + family + "): " + e.getMessage(), e);
        }
    }
}
