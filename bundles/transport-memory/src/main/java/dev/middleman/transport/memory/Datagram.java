package dev.middleman.transport.memory;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.Burst;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A datagram under way, or a train of equal segments that travels as one. Whoever holds it owns the payload array and
 * wipes it or hands it on.
 *
 * @param segmentBytes size of each segment but the last; equal to the length for a single datagram
 */
record Datagram(Endpoint source, Endpoint destination, byte[] payload, int segmentBytes) {

    /** The largest payload of a UDP datagram over IPv4: 65,535 minus 20 and 8 bytes of headers. */
    static final int MAX_BYTES = 65_507;

    static Datagram single(Endpoint source, Endpoint destination, byte[] payload) {
        return new Datagram(source, destination, payload, payload.length);
    }

    int segments() {
        return segmentBytes == payload.length ? 1 : (payload.length + segmentBytes - 1) / segmentBytes;
    }

    Datagram from(Endpoint newSource) {
        return new Datagram(newSource, destination, payload, segmentBytes);
    }

    Datagram to(Endpoint newDestination) {
        return new Datagram(source, newDestination, payload, segmentBytes);
    }

    Datagram copy() {
        return new Datagram(source, destination, payload.clone(), segmentBytes);
    }

    void wipe() {
        Arrays.fill(payload, (byte) 0);
    }

    /** As single datagrams; a train is wiped, its parts are copies. */
    List<Datagram> split() {
        return segments() == 1 ? List.of(this) : cut(segmentBytes);
    }

    /** As a lane may hand it over: whole, unless a knock could hide in it, as any segment or as the shorter last one. */
    List<Datagram> splitAtKnocks() {
        if (segments() == 1) {
            return List.of(this);
        }
        int last = payload.length - (segments() - 1) * segmentBytes;
        if (segmentBytes == Burst.KNOCK_BYTES) {
            return cut(segmentBytes);
        }
        if (last != Burst.KNOCK_BYTES) {
            return List.of(this);
        }
        int head = payload.length - last;
        Datagram front = new Datagram(source, destination, Arrays.copyOf(payload, head), segmentBytes);
        Datagram rear = single(source, destination, Arrays.copyOfRange(payload, head, payload.length));
        wipe();
        return List.of(front, rear);
    }

    private List<Datagram> cut(int bytes) {
        List<Datagram> parts = new ArrayList<>();
        for (int at = 0; at < payload.length; at += bytes) {
            byte[] part = Arrays.copyOfRange(payload, at, Math.min(payload.length, at + bytes));
            parts.add(single(source, destination, part));
        }
        wipe();
        return parts;
    }
}
