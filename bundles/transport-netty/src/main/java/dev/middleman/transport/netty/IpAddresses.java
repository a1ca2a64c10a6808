package dev.middleman.transport.netty;

import dev.middleman.api.net.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Turns two longs into the JDK's addresses and back. Stateless. */
final class IpAddresses {
    private static final long MAPPED = 0x0000_ffff_0000_0000L;
    private static final int IP4_BYTES = 4;

    private IpAddresses() {}

    static InetAddress of(long high, long low) {
        byte[] bytes = new byte[Endpoint.isIp4(high, low) ? IP4_BYTES : 2 * Long.BYTES];
        write(low, bytes, Math.max(0, bytes.length - Long.BYTES), bytes.length);
        if (bytes.length > IP4_BYTES) {
            write(high, bytes, 0, Long.BYTES);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            // No cause: nothing that was made from an address goes into an exception.
            throw new IllegalStateException("4 and 16 bytes are always an address");
        }
    }

    static InetSocketAddress of(Endpoint address, int port) {
        return new InetSocketAddress(of(address.high(), address.low()), port);
    }

    static long high(byte[] address) {
        return address.length == IP4_BYTES ? 0 : read(address, 0, Long.BYTES);
    }

    static long low(byte[] address) {
        return address.length == IP4_BYTES
                ? MAPPED | read(address, 0, IP4_BYTES)
                : read(address, Long.BYTES, 2 * Long.BYTES);
    }

    private static long read(byte[] bytes, int from, int to) {
        long value = 0;
        for (int at = from; at < to; at++) {
            value = value << Byte.SIZE | bytes[at] & 0xff;
        }
        return value;
    }

    /** Writes the last bits of the value, as many as fit. */
    private static void write(long value, byte[] bytes, int from, int to) {
        long rest = value;
        for (int at = to - 1; at >= from; at--) {
            bytes[at] = (byte) rest;
            rest >>>= Byte.SIZE;
        }
    }
}
