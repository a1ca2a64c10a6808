package dev.middleman.wire.json;

import dev.middleman.wire.WireException;

/**
 * Text for people: its name on the wire and its length.
 *
 * @param name on the wire
 * @param max the most UTF-16 characters; none of them a control character
 */
public record TextField(String name, int max) {

    /** @return empty when the field is absent */
    public String read(JsonObject in) throws WireException {
        return in.has(name) ? read(in.get(name)) : "";
    }

    /** Reads one element of a list. */
    public String read(Object value) throws WireException {
        String text = JsonObject.asText(name, value);
        check(text);
        return text;
    }

    /** @throws OutOfRange when it is too long or holds control characters or halves of characters */
    public void check(String text) {
        if (text.length() > max) {
            throw new OutOfRange(name + " of " + text.length() + " characters is not in 0.." + max + " characters");
        }
        text.codePoints()
                .forEach(c -> OutOfRange.unless(
                        !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE,
                        name + " holds a control character"));
    }

    public void put(JsonObject out, String text) {
        if (!text.isEmpty()) {
            out.put(name, text);
        }
    }
}
