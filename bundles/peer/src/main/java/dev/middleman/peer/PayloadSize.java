package dev.middleman.peer;

import dev.middleman.api.net.Endpoint;
import dev.middleman.peer.seal.Mode;
import dev.middleman.peer.seal.SealedChannel;

/** How large a datagram of a line may be, bytes. Stateless. */
final class PayloadSize {
    /** The most that UDP can carry over IPv4 (RFC 768, RFC 791). */
    private static final int MAX_UDP = 65_507;

    private static final int PACKET = 1_500;
    private static final int UDP_IP4_HEADERS = 28;
    private static final int UDP_IP6_HEADERS = 48;

    private PayloadSize() {}

    static int most(Mode mode) {
        return mode == Mode.SEALED ? SealedChannel.MAX_PAYLOAD : MAX_UDP;
    }

    /** What fits a packet of 1,500 bytes on the way to this endpoint. */
    static int unfragmented(Mode mode, Endpoint to) {
        int fits = PACKET - (to.isIp4() ? UDP_IP4_HEADERS : UDP_IP6_HEADERS);
        return mode == Mode.SEALED ? fits - SealedChannel.OVERHEAD : fits;
    }
}
