package dev.middleman.api.relay;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One middle-man. Sessions are set up in two phases, so that only the middle-man that wins a race learns details:
 * capacity is {@linkplain #hold held} first and {@linkplain #commit committed} later.
 *
 * <p>Thread-safe and non-blocking. Stages complete on the thread of the shard that owns the session: continue with short
 * work, or hand over. A stage completes exceptionally only when the node stops ({@link java.util.concurrent.CancellationException}).
 *
 * <p>Service properties: {@link #NAME}, {@link #HINTS}.
 */
@ProviderType
public interface Relay {

    /** Service property: the configured name of this middle-man, unique in its container. */
    String NAME = "middleman.name";

    /** Service property, a Boolean: whether legs may latch by an address that a KA server saw, which then passes through the heap. */
    String HINTS = "middleman.hints";

    /** What this node is; constant while the service is registered. */
    RelayDescription description();

    /** Reserves capacity for one session. */
    CompletionStage<HoldResult> hold(HoldRequest request);

    /**
     * Turns a hold into a session that peers can latch to. Answers the same again when repeated with an equal request.
     *
     * @param handle from {@link HoldResult.Held}
     */
    CompletionStage<CommitResult> commit(Handle handle, CommitRequest request);

    /** Ends a hold or a session, wiping it in the same turn. Does nothing when there is none. */
    CompletionStage<Void> release(Handle handle);

    /** Counters and gauges at one moment, each shard read on its own thread. */
    CompletionStage<Totals> totals();

    /** The same for each shard; what is counted for the whole node only, {@link Totals#refused()}, is 0. */
    default CompletionStage<List<Totals>> shards() {
        return totals().thenApply(List::of);
    }
}
