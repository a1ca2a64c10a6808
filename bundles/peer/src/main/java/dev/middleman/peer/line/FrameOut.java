package dev.middleman.peer.line;

import dev.middleman.api.net.Endpoint;

/** Where a leg's frames go. */
@FunctionalInterface
public interface FrameOut {
    /** @param frame 44 bytes, lent for this call */
    void send(Endpoint to, byte[] frame);
}
