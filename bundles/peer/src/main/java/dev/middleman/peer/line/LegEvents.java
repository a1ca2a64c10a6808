package dev.middleman.peer.line;

import java.nio.ByteBuffer;

/** Told of what happens on one leg, on the thread that owns its socket. */
public interface LegEvents {

    /** The leg latched, its partner came, or it is over: {@link LegLine} says which. */
    void changed(LegLine leg);

    /** @param datagram lent for this call; may be empty */
    void payload(LegLine leg, ByteBuffer datagram);
}
