package dev.middleman.peer;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** Gets what arrives on a line. Called on the thread of the line's socket, one call at a time; must not block it. */
@ConsumerType
@FunctionalInterface
public interface DatagramHandler {

    /** @param payload one datagram, lent for this call; may be empty */
    void onDatagram(Line line, ByteBuffer payload);
}
