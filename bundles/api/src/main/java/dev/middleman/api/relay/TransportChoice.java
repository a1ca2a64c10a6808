package dev.middleman.api.relay;

import dev.middleman.api.transport.TransportException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Which transport carries a middle-man. Left alone, it is the one that ranks highest, and changes when a better one comes or
 * the one in use goes. Thread-safe; {@link #use} waits until the swap is over.
 *
 * <p>Service properties: {@link Relay#NAME}.
 */
@ProviderType
public interface TransportChoice {

    /** Names of the transports that are there, the one that ranks highest first. */
    List<String> offered();

    /** Name of the transport in use; empty while there is none. */
    Optional<String> inUse();

    /**
     * Moves all lines to a transport and stays with it for as long as it is there, whatever ranks higher.
     *
     * @param name one of {@link #offered()}
     * @return what it cost; empty when this transport was in use already
     * @throws IllegalArgumentException when no transport has this name; names those that are there
     * @throws TransportException when the ports cannot be bound; the former transport serves on
     */
    Optional<Swap> use(String name) throws TransportException;

    /** The last swap, whoever asked for it. */
    Optional<Swap> last();
}
