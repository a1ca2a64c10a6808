package dev.middleman.peer.line;

import dev.middleman.api.net.Endpoint;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Addresses as numbers and as the platform's objects. Stateless; asks no name server. */
public final class Addresses {
    private Addresses() {}

    public static Endpoint endpointOf(InetSocketAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress().getAddress());
        return address.getAddress() instanceof Inet4Address
                ? Endpoint.ofIp4(bytes.getInt(), address.getPort())
                : new Endpoint(bytes.getLong(), bytes.getLong(), address.getPort());
    }

    public static InetSocketAddress socketAddressOf(Endpoint endpoint) {
        byte[] bytes = endpoint.isIp4()
                ? ByteBuffer.allocate(4).putInt((int) endpoint.low()).array()
                : ByteBuffer.allocate(16)
                        .putLong(endpoint.high())
                        .putLong(endpoint.low())
                        .array();
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), endpoint.port());
        } catch (UnknownHostException e) {
            throw new AssertionError("an address has 4 or 16 bytes", e);
        }
    }
}
