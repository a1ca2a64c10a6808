package dev.middleman.api.transport;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * The datagrams that a lane received in one go: headers only, lent for one call on the lane's thread.
 *
 * <p><b>A payload cannot be reached through this type.</b> Only a datagram of exactly {@value #KNOCK_BYTES} bytes can be
 * copied out, because it may be a knock.
 *
 * <p>A segment train (UDP GRO) is one entry with its segment count; a train of {@value #KNOCK_BYTES}-byte segments is
 * handed over segment by segment, so that no knock hides in it. Indices run from 0 to {@code size() - 1}.
 */
@ConsumerType
public interface Burst {

    /** The length of a knock frame. */
    int KNOCK_BYTES = 44;

    /** How many entries, 1 or more. */
    int size();

    /** The relay port that entry {@code i} arrived at. */
    int localPort(int i);

    /** The first 64 bits of the source address. */
    long sourceHigh(int i);

    /** The last 64 bits of the source address; {@code ::ffff:a.b.c.d} for IPv4. */
    long sourceLow(int i);

    /** The source's UDP port. */
    int sourcePort(int i);

    /** The length in bytes of entry {@code i}, 0 to 65,507; of a train, all segments together. */
    int length(int i);

    /** How many datagrams entry {@code i} stands for: 1, or a train's segments. */
    int segments(int i);

    /**
     * The first 8 bytes of a datagram of {@value #KNOCK_BYTES} bytes, big-endian.
     *
     * @throws IllegalStateException for any other length
     */
    long sidOf(int i);

    /**
     * Copies a datagram of {@value #KNOCK_BYTES} bytes.
     *
     * @throws IllegalStateException for any other length
     */
    void copyKnock(int i, byte[] into);

    /**
     * Marks entry {@code i} to be sent on, unchanged, when the handler returns. The family of the address decides which
     * local address it leaves from.
     *
     * @param localPort one of the lane's ports, the one it leaves from
     */
    void forward(int i, int localPort, long high, long low, int port);
}
