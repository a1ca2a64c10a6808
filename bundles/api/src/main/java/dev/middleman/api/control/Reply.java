package dev.middleman.api.control;

import org.osgi.annotation.versioning.ProviderType;

/** Where the answer to one request goes. Thread-safe; the first answer counts, later ones are ignored. */
@ProviderType
public interface Reply {

    /**
     * Says that the answer comes later: a binding that acknowledges requests does it now, and not only when the handler
     * returns. For who must not show by the time of the acknowledgement what it does next.
     */
    default void acknowledge() {}

    /** Sends the answer. When it comes late, the binding has acknowledged the request before (RFC 7252 section 5.2.2). */
    void send(Answer answer);

    /**
     * Sends the first answer of an observation.
     *
     * @param ended called once when the other side left or the binding gave up on it
     */
    Observer observe(Answer first, Runnable ended);
}
