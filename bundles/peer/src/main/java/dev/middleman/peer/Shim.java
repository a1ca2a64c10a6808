package dev.middleman.peer;

import dev.middleman.wire.id.Pid;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A local UDP forwarder, for programs that know nothing of lines: what they send to or get from an address of this host
 * goes over a line. Thread-safe.
 */
@ProviderType
public interface Shim extends AutoCloseable {

    /**
     * Calls a peer and binds a local socket to stand for it. When the middle-man dies, the line is replaced under the
     * program's feet: it loses datagrams for some seconds and notices nothing else.
     *
     * @param local where to listen for the program; port 0 lets the system choose
     */
    static CompletionStage<Shim> calling(Peer peer, Pid to, CallOptions options, InetSocketAddress local) {
        throw new UnsupportedOperationException("not there yet");
    }

    /**
     * Forwards accepted lines to a local program, each from a local socket of its own, so that the program can tell its
     * clients apart. A line that replaces another keeps its socket.
     *
     * @param program where the program listens
     */
    static Shim listening(InetSocketAddress program) {
        throw new UnsupportedOperationException("not there yet");
    }

    /** The local port that stands for the called peer; 0 for a listening shim. */
    int localPort();

    /** Hands an open line to a listening shim. */
    void accept(Line line);

    /** Closes the local sockets and the lines behind them. */
    @Override
    void close();
}
