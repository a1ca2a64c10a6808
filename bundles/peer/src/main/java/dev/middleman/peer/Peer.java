package dev.middleman.peer;

import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.id.Pid;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One end of the communication: an identity in a realm, its registrations and its lines.
 *
 * <p>Thread-safe and non-blocking, {@link #close} excepted. Stages and handlers run on the peer's own threads; continue
 * with short work or hand over.
 */
@ProviderType
public interface Peer extends AutoCloseable {

    /** Starts to describe a peer. */
    static PeerBuilder builder() {
        return new PeerBuilder();
    }

    /** Who this is. */
    Pid pid();

    /**
     * Makes this peer reachable, and keeps it so through restarts of KA servers, until the registration is closed.
     *
     * @param accept whom to be offered; with {@link Accept#OPEN} the handler is not asked
     * @param handler decides over offers and gets the lines
     * @return completes when the first KA server accepted the registration; exceptionally with {@link CallException} when
     *     every one of them refused it
     */
    CompletionStage<Registration> register(Accept accept, OfferHandler handler);

    /** Calls with {@link CallOptions#DEFAULT}. */
    default CompletionStage<Line> call(Pid to) {
        return call(to, CallOptions.DEFAULT);
    }

    /**
     * Looks another peer up and connects to it.
     *
     * @return completes with the line once datagrams can pass; exceptionally with {@link CallException}
     */
    CompletionStage<Line> call(Pid to, CallOptions options);

    /**
     * Every remote endpoint that a datagram was received from, on any line since the start: what this peer could know of
     * the other side's whereabouts. At most 1,024 are kept.
     */
    Set<Endpoint> seen();

    /** Takes back the registrations, says goodbye on every line, ends all threads. Blocks for 2 s at the most. */
    @Override
    void close();
}
