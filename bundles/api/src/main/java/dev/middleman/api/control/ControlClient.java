package dev.middleman.api.control;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** Opens associations to servers of the control protocol. Thread-safe. */
@ProviderType
public interface ControlClient {

    /**
     * Connects and checks the server's key against the pins.
     *
     * @param handler answers what the server asks; may be one that always says 4.04
     * @return completes with the association once it is established; exceptionally with {@link ControlException}
     */
    CompletionStage<Association> connect(ConnectSpec spec, ControlHandler handler);
}
