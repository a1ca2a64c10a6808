package dev.middleman.coap;

import dev.middleman.api.net.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Between the JDK's socket addresses and the project's endpoints. Stateless. */
final class Addresses {
    private static final int IP4_LENGTH = 4;

    private Addresses() {}

    static Endpoint endpoint(InetSocketAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress().getAddress());
        if (bytes.remaining() == IP4_LENGTH) {
            return Endpoint.ofIp4(bytes.getInt(), address.getPort());
        }
        return new Endpoint(bytes.getLong(), bytes.getLong(), address.getPort());
    }

    static InetSocketAddress socketAddress(Endpoint endpoint) {
        byte[] bytes = endpoint.isIp4()
                ? ByteBuffer.allocate(IP4_LENGTH).putInt((int) endpoint.low()).array()
                : ByteBuffer.allocate(16)
                        .putLong(endpoint.high())
                        .putLong(endpoint.low())
                        .array();
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), endpoint.port());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an IP address", e);
        }
    }
}
