package dev.middleman.api.control;

import org.osgi.annotation.versioning.ProviderType;

/** Serves the control protocol. Thread-safe. */
@ProviderType
public interface ControlServer {

    /**
     * Binds and serves until the binding is closed.
     *
     * @throws ControlException when the address cannot be bound or the identity is not usable; names local settings only
     */
    Served serve(ServerSpec spec, ControlHandler handler) throws ControlException;

    /** A running server. */
    @ProviderType
    interface Served extends AutoCloseable {

        /** The bound UDP port. */
        int port();

        /** Totals: established associations now, handshakes since the start, requests since the start, refused ones. */
        ServedTotals totals();

        /** Stops serving and closes every association. */
        @Override
        void close();
    }

    /**
     * Sums since the start, and one gauge.
     *
     * @param associations established now
     * @param handshakes completed since the start
     * @param requests handled since the start
     * @param refused handshakes and requests refused by a limit since the start
     */
    record ServedTotals(long associations, long handshakes, long requests, long refused) {}
}
