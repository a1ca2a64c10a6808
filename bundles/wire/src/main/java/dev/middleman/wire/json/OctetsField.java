package dev.middleman.wire.json;

import dev.middleman.wire.WireException;
import dev.middleman.wire.id.Octets;

/**
 * Binary in base64url: its name on the wire and its length, said once for reading, writing and checking.
 *
 * @param name on the wire
 * @param min the fewest bytes
 * @param max the most bytes
 * @param optional whether it may be left out, which is the same as empty
 */
public record OctetsField(String name, int min, int max, boolean optional) {

    /** Always there, always this long. */
    public static OctetsField exactly(String name, int bytes) {
        return new OctetsField(name, bytes, bytes, false);
    }

    /** Left out when empty. */
    public static OctetsField optional(String name, int min, int max) {
        return new OctetsField(name, min, max, true);
    }

    public Octets read(JsonObject in) throws WireException {
        if (optional && !in.has(name)) {
            return Octets.EMPTY;
        }
        Octets octets = decode(JsonObject.asText(name, in.require(name)));
        if (!fits(octets)) {
            throw new WireException(outside(octets));
        }
        return octets;
    }

    /** @throws OutOfRange naming length and range */
    public void check(Octets octets) {
        if (!fits(octets)) {
            throw new OutOfRange(outside(octets));
        }
    }

    public void put(JsonObject out, Octets octets) {
        if (!octets.isEmpty()) {
            out.put(name, octets.toBase64Url());
        }
    }

    private Octets decode(String text) throws WireException {
        try {
            return Octets.ofBase64Url(text);
        } catch (IllegalArgumentException e) {
            // Not the cause's text: it quotes the character.
            throw new WireException(name + " is not base64url without padding");
        }
    }

    private boolean fits(Octets octets) {
        return optional && octets.isEmpty() || octets.length() >= min && octets.length() <= max;
    }

    private String outside(Octets octets) {
        return name + " of " + octets.length() + " bytes is not in " + min + ".." + max + " bytes";
    }
}
