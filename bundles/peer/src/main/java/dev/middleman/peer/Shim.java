package dev.middleman.peer;

import dev.middleman.peer.shim.CallingShim;
import dev.middleman.peer.shim.ListeningShim;
import dev.middleman.wire.id.Pid;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A local UDP forwarder, for programs that know nothing of lines: what they exchange with an address of this host goes over
 * a line. On a plain line no byte is added. Thread-safe; owns one thread.
 */
@ProviderType
public interface Shim extends AutoCloseable {

    /**
     * Calls a peer and binds a local socket to stand for it. Whoever sends to that socket last is the program that gets the
     * answers. When the line ends for any other reason than {@link #close}, the peer is called again and the new line put
     * under the same socket: the program loses datagrams for some seconds and notices nothing else.
     *
     * @param local where to listen for the program; port 0 lets the system choose
     * @return completes when datagrams can pass; exceptionally with {@link CallException}, or {@link IOException} when the
     *     local address cannot be bound
     */
    static CompletionStage<Shim> calling(Peer peer, Pid to, CallOptions options, InetSocketAddress local) {
        return CallingShim.start(peer, to, options, local);
    }

    /**
     * Forwards accepted lines to a local program, each from a local socket of its own, so that the program can tell its
     * clients apart. A line that replaces another keeps its socket. Register it as the {@link OfferHandler} of a peer.
     *
     * @param program where the program listens
     * @throws IOException when no thread or selector can be had
     */
    static Listening listening(InetSocketAddress program) throws IOException {
        return new ListeningShim(program);
    }

    /** The shim of a called peer: gets its lines from a {@link Registration}. */
    @ProviderType
    interface Listening extends Shim, OfferHandler {}

    /** The local port that stands for the called peer; 0 for a listening shim, which has one for each line. */
    int localPort();

    ShimCounters counters();

    /** Completes when the shim has ended: closed, or the called peer could not be called again for 2 min. */
    CompletionStage<CloseReason> closed();

    /** Closes the local sockets and the lines behind them. */
    @Override
    void close();
}
