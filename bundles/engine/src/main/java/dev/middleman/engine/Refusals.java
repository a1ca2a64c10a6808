package dev.middleman.engine;

import dev.middleman.api.relay.Drain;
import dev.middleman.api.relay.HoldResult;
import dev.middleman.api.relay.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** How a hold is refused. Stateless. */
final class Refusals {
    private Refusals() {}

    static CompletionStage<HoldResult> answer(Refusal reason) {
        return CompletableFuture.completedFuture(new HoldResult.Refused(reason, retryAfterSeconds(reason)));
    }

    /** When something may have changed, s. */
    private static int retryAfterSeconds(Refusal reason) {
        return switch (reason) {
            case NOT_READY -> 2;
            case BUSY -> 10;
            case OWNER_PENDING -> 5;
            case FULL, OWNER_SHARE -> 30;
            case DRAINING -> Drain.USUAL_SECONDS;
            case FAMILY, BANDWIDTH, NOT_SERVED, SPENT -> 3_600;
        };
    }
}
