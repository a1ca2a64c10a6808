package dev.middleman.api.transport;

import org.osgi.annotation.versioning.ConsumerType;

/** The engine's end of a lane. Every method is called on the lane's thread, one call at a time. */
@ConsumerType
public interface BurstHandler {

    /**
     * Decides over a burst: what it does not mark with {@link Burst#forward} is dropped when it returns.
     *
     * @param burst lent for this call only
     */
    void onBurst(Burst burst);

    /**
     * Datagrams that were marked to be forwarded but that the socket did not take. Reported once per burst at the most,
     * after {@link #onBurst}, and only when there were any.
     *
     * @param datagrams at least 1; a train counts its segments
     */
    void onSendFailed(int datagrams);
}
