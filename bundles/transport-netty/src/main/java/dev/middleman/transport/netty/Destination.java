package dev.middleman.transport.netty;

import dev.middleman.api.net.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where a datagram goes, as the socket calls want it. Lane's thread only. Datagrams of a burst often go to one place, so
 * the last address object is kept, but not longer than the burst: {@link #forget}.
 */
final class Destination {
    private long high;
    private long low;
    private int port;
    private InetAddress address;
    private InetSocketAddress socketAddress;

    void set(long newHigh, long newLow, int newPort) {
        boolean sameAddress = newHigh == high && newLow == low;
        if (!sameAddress) {
            address = null;
        }
        if (!sameAddress || newPort != port) {
            socketAddress = null;
        }
        high = newHigh;
        low = newLow;
        port = newPort;
    }

    boolean isIp4() {
        return Endpoint.isIp4(high, low);
    }

    InetAddress address() {
        if (address == null) {
            address = IpAddresses.of(high, low);
        }
        return address;
    }

    int port() {
        return port;
    }

    InetSocketAddress socketAddress() {
        if (socketAddress == null) {
            socketAddress = new InetSocketAddress(address(), port);
        }
        return socketAddress;
    }

    void forget() {
        high = 0;
        low = 0;
        port = 0;
        address = null;
        socketAddress = null;
    }
}
