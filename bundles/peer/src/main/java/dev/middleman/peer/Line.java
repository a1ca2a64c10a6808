package dev.middleman.peer;

import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.id.Pid;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A line to another peer through one middle-man, or several of which one is used at a time: datagrams, unordered and
 * unreliable as UDP is.
 *
 * <p>Thread-safe; nothing blocks. Handlers run on the thread of the line's socket, one call at a time.
 */
@ProviderType
public interface Line extends AutoCloseable {

    /** The most datagrams that wait for a receiver; later ones are dropped and counted. */
    int MAX_WAITING = 256;

    LineState state();

    /** Completes when the line is {@link LineState#CLOSED}, with why. Never exceptionally. */
    CompletionStage<CloseReason> closed();

    /** Whether the library encrypts end to end; otherwise the bytes are the program's own. */
    boolean isSealed();

    /**
     * Who is on the other side, where that was proved: always for a line that this peer called, for an accepted one only
     * if the caller chose to show itself.
     */
    Optional<Pid> remote();

    /**
     * Tells lines apart and replaced lines together: a line that was called with {@link CallOptions#replacing} has, on
     * both sides, the number of the line that it replaces. Random, of no meaning outside this peer.
     */
    long chain();

    /** Through how many middle-men datagrams could pass now. */
    int middleMen();

    /** The largest datagram that can be sent, bytes. */
    int maxPayload();

    /** The largest datagram that crosses a path of 1,500-byte packets in one piece, bytes. */
    int unfragmentedPayload();

    /**
     * The middle-man's endpoint that this side's datagrams go to: where an {@link Agent}'s program has to send. Empty while it is
     * not known, and when the line is closed.
     */
    Optional<Endpoint> relay();

    /**
     * Sends one datagram: the buffer's remaining bytes, which may be none. Read before the call returns.
     *
     * @return {@code false} when it was dropped: the line is not open or an {@link Agent}'s, the datagram is too large, or the socket
     *     is busy
     */
    boolean send(ByteBuffer payload);

    /** The same with a whole array. */
    default boolean send(byte[] payload) {
        return send(ByteBuffer.wrap(payload));
    }

    /** Sets who gets what arrives; up to {@value #MAX_WAITING} datagrams that arrived before are handed over first. */
    void receive(DatagramHandler handler);

    /** Sets who is told of changes, starting with the present state. */
    void listen(LineListener listener);

    /** Every remote endpoint that a datagram of this line came from: of its middle-men only. At most 64 are kept. */
    Set<Endpoint> seen();

    LineCounters counters();

    /** Says goodbye and ends the line. A second call does nothing. */
    @Override
    void close();
}
