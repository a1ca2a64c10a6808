package dev.middleman.peer;

import dev.middleman.api.time.Deadlines;
import dev.middleman.peer.seal.Blobs;
import dev.middleman.peer.seal.LineSecret;
import dev.middleman.wire.id.Octets;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

/**
 * By which blobs the callers of this peer's lines would replace them. Thread-safe.
 *
 * <p>A caller's first key says nothing about it, and neither does the key of a replacement - except to the two ends of
 * the line that is replaced, who can compute it. The price: whoever is called knows that two calls came from one caller,
 * which it must know to carry on the line, and nobody else does.
 */
final class Chains {
    /** How long after a line's end its caller may come back. */
    static final long GRACE_NS = 120_000_000_000L;

    private static final int MAX_EXPECTED = 8_192;

    private final Deadlines deadlines;
    private final Map<Octets, Long> expected = new ConcurrentHashMap<>();

    Chains(Deadlines deadlines) {
        this.deadlines = deadlines;
    }

    /** The chain of the line that a caller with this blob replaces. */
    OptionalLong find(Octets callerBlob) {
        Long chain = expected.get(callerBlob);
        return chain == null ? OptionalLong.empty() : OptionalLong.of(chain);
    }

    /** Expects a line to be replaced, until some time after its end. */
    void expect(Line line, LineSecret secret) {
        if (expected.size() + LineSecret.NEXT_KEYS > MAX_EXPECTED) {
            return; // a replacement will then be taken for a new line
        }
        Octets[] blobs = Blobs.nextBlobs(secret);
        for (Octets blob : blobs) {
            expected.put(blob, line.chain());
        }
        line.closed().thenAccept(reason -> forgetLater(blobs));
    }

    private void forgetLater(Octets[] blobs) {
        try {
            deadlines.after(GRACE_NS, () -> {
                for (Octets blob : blobs) {
                    expected.remove(blob);
                }
            });
        } catch (RejectedExecutionException e) {
            expected.clear(); // the peer is being closed
        }
    }
}
