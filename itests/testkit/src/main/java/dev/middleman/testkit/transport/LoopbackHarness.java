package dev.middleman.testkit.transport;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.transport.Transport;
import java.io.IOException;
import java.net.DatagramSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** A transport with real sockets, on the loopback addresses 127.0.0.1 and ::1. */
public final class LoopbackHarness implements TransportHarness {
    private static final Endpoint LOOPBACK4 = Endpoint.ofIp4(0x7f00_0001, 0);
    private static final Endpoint LOOPBACK6 = new Endpoint(0, 1, 0);

    private final Transport transport;
    private final LongSupplier directBytes;
    private final Runnable afterwards;
    private final List<SocketPeer> peers = new ArrayList<>();
    private boolean steers = true;

    /**
     * @param directBytes see {@link TransportHarness#directBytes}
     * @param afterwards closes the transport
     */
    public LoopbackHarness(Transport transport, LongSupplier directBytes, Runnable afterwards) {
        this.transport = transport;
        this.directBytes = directBytes;
        this.afterwards = afterwards;
    }

    /** Says that the transport cannot steer. */
    public LoopbackHarness withoutSteering() {
        steers = false;
        return this;
    }

    @Override
    public Transport transport() {
        return transport;
    }

    @Override
    public boolean serves(Families family) {
        try (DatagramSocket probe = new DatagramSocket(SocketPeer.socketAddress(laneAddress(family)))) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Endpoint laneAddress(Families family) {
        return family == Families.IP4 ? LOOPBACK4 : LOOPBACK6;
    }

    @Override
    public TestPeer peer(Families family) {
        SocketPeer peer = SocketPeer.at(laneAddress(family));
        peers.add(peer);
        return peer;
    }

    @Override
    public boolean hasLaneThreads() {
        return true;
    }

    @Override
    public boolean usesKernelSockets() {
        return true;
    }

    @Override
    public boolean steers() {
        return steers;
    }

    @Override
    public long directBytes() {
        return directBytes.getAsLong();
    }

    @Override
    public void close() {
        peers.forEach(SocketPeer::close);
        afterwards.run();
    }
}
