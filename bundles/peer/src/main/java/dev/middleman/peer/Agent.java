package dev.middleman.peer;

import dev.middleman.api.net.Endpoint;
import dev.middleman.peer.agent.CallingAgent;
import dev.middleman.peer.agent.ListeningAgent;
import dev.middleman.wire.id.Pid;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Looks after the line of an unmodified program on this host, such as WireGuard, which exchanges its datagrams with the
 * middle-man itself (latch mode A): proves this host's IP address, so that the program's first datagram latches the line, and
 * keeps it. No datagram passes through here. Needs a peer made with {@link PeerBuilder#agent()}. Thread-safe.
 *
 * <p>The program has to send from the address that the agent sends from: on a host that has several, {@link PeerBuilder#bind}
 * names it. Its port may change; the other side hears of it again after five silent seconds.
 */
@ProviderType
public interface Agent extends AutoCloseable {

    /** The program that an agent looks after. */
    @ConsumerType
    @FunctionalInterface
    interface Program {
        /**
         * Tells where the program's datagrams have to go from now on: at first, and whenever the line was replaced. Called on the
         * peer's threads; must not block them. The program has ten seconds to send its first datagram, and is given ten more
         * again and again as long as the line waits for it.
         */
        void sendTo(Endpoint relay);
    }

    /**
     * Calls a peer. When the line ends for any other reason than {@link #close}, the peer is called again, and the program told
     * where to send then.
     *
     * @return completes when the program was told; exceptionally with {@link CallException}
     */
    static CompletionStage<Agent> calling(Peer peer, Pid to, Program program) {
        return CallingAgent.start(peer, to, program);
    }

    /** Takes one line at a time for the program. Register it as the {@link OfferHandler} of a peer. */
    static Listening listening(Program program) {
        return new ListeningAgent(program);
    }

    /** The agent of a called peer: gets its lines from a {@link Registration}. */
    @ProviderType
    interface Listening extends Agent, OfferHandler {}

    /** The line of now: {@link LineState#OPEN} once the program's first datagram latched it and the other side is there. */
    Optional<Line> line();

    /** Completes when the agent has ended: closed, or the called peer could not be called again for 2 min. */
    CompletionStage<CloseReason> closed();

    /** Says goodbye on the line. */
    @Override
    void close();
}
