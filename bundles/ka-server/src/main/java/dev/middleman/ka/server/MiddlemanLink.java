package dev.middleman.ka.server;

import dev.middleman.wire.control.Commit;
import dev.middleman.wire.control.Granted;
import dev.middleman.wire.control.Hold;
import dev.middleman.wire.id.Octets;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * How a middle-man is asked, over the association that it opened itself. Thread-safe and non-blocking. A stage that
 * completes exceptionally means: it could not be asked, or has not answered when nobody waits any more. The association's
 * end is the end of the link; nothing has to be closed.
 */
interface MiddlemanLink {
    /** The association's id. */
    long associationId();

    /** Asks for capacity. Completes with the handle, or empty for "no". */
    CompletionStage<Optional<Octets>> hold(Hold hold);

    /** Gives the winner its details. Completes with the legs, or empty when it cannot commit. */
    CompletionStage<Optional<Granted>> commit(Octets handle, Commit commit);

    /** Gives capacity back; nobody waits for the answer, since holds heal themselves. */
    void release(Octets handle);
}
