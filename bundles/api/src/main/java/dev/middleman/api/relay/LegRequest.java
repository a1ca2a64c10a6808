package dev.middleman.api.relay;

import dev.middleman.api.net.Endpoint;
import java.util.Optional;

/**
 * How one leg of a session is to latch.
 *
 * @param mode how it is tied to an address
 * @param hint the address that the KA server saw, port 0; there in mode H and in no other
 */
public record LegRequest(LatchMode mode, Optional<Endpoint> hint) {
    /** By knock. */
    public static final LegRequest KNOCK = new LegRequest(LatchMode.KNOCK, Optional.empty());

    /** @throws IllegalArgumentException when there is a hint in another mode than H, or none in H */
    public LegRequest {
        if (hint.isPresent() != (mode == LatchMode.HINT)) {
            throw new IllegalArgumentException("hint is there in mode H, and in no other");
        }
        hint = hint.map(address -> address.withPort(0));
    }

    /** By knock or by arming, which need no hint. */
    public static LegRequest of(LatchMode mode) {
        return new LegRequest(mode, Optional.empty());
    }

    /** By this address. */
    public static LegRequest hinted(Endpoint address) {
        return new LegRequest(LatchMode.HINT, Optional.of(address));
    }
}
