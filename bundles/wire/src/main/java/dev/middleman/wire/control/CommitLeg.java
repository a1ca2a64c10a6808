package dev.middleman.wire.control;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.wire.IpText;
import dev.middleman.wire.WireException;
import dev.middleman.wire.json.JsonObject;
import dev.middleman.wire.json.OutOfRange;
import java.util.Optional;

/**
 * One leg of a {@link Commit}.
 *
 * @param mode how it latches; K when absent
 * @param hint the address that mode H ties it to, port 0; there in mode H, and in no other
 * @param dial whether the leg is to knock at another middle-man: what stands in the field
 *     is not read, as it is not offered yet
 */
public record CommitLeg(LatchMode mode, Optional<Endpoint> hint, boolean dial) {
    /** A leg that latches by knock. */
    public static final CommitLeg KNOCK = new CommitLeg(LatchMode.KNOCK, Optional.empty(), false);

    /** @throws IllegalArgumentException when something is out of its range; names it and the range */
    public CommitLeg {
        hint.ifPresent(h -> Endpoints.checkAddress("hint", h));
        OutOfRange.unless(mode != LatchMode.HINT || hint.isPresent(), "hint is missing, and mode is H");
        OutOfRange.unless(mode == LatchMode.HINT || hint.isEmpty(), "hint is for mode H, and mode is " + mode.code());
    }

    JsonObject toJson() {
        JsonObject out = new JsonObject();
        Fields.MODE.put(out, mode);
        hint.ifPresent(h -> out.put("hint", IpText.format(h)));
        if (dial) {
            out.put("dial", new JsonObject());
        }
        return out;
    }

    static CommitLeg fromJson(JsonObject in) throws WireException {
        return new CommitLeg(Fields.MODE.read(in, LatchMode.KNOCK), Endpoints.addressIfAny("hint", in), in.has("dial"));
    }
}
