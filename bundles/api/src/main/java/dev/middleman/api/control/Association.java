package dev.middleman.api.control;

import dev.middleman.api.net.Endpoint;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A secured association between two parties of the control protocol. Either side may ask the other, whoever opened it.
 * Thread-safe; stages and listeners run on the binding's threads and must not block them.
 */
@ProviderType
public interface Association extends AutoCloseable {

    /** Tells associations of one binding apart; random, never reused while it runs. */
    long id();

    /** Where the other side's last message came from. */
    Endpoint remote();

    /**
     * Asks the other side. The stage completes with whatever answer came, error codes included; exceptionally with
     * {@link ControlException} when none came in time or the association is gone.
     */
    CompletionStage<Answer> ask(Ask ask);

    /**
     * Observes a resource (RFC 7641). The listener gets the first answer and every later one, in order; an answer that
     * is not a success ends the observation.
     *
     * @param lost called once when the observation ended without {@link Subscription#close}
     */
    Subscription observe(String path, Consumer<Answer> listener, Runnable lost);

    /** Shows that the other side is there, keeping NAT bindings open; completes like {@link #ask}. */
    CompletionStage<Void> ping();

    /** Ends the association, telling the other side where the binding can. A second call does nothing. */
    @Override
    void close();
}
