package dev.middleman.wire.json;

import dev.middleman.wire.WireException;

/**
 * A whole number: its name on the wire and its range, said once for reading, writing and checking.
 *
 * @param name on the wire
 * @param min the smallest value
 * @param max the largest value
 */
public record IntField(String name, int min, int max) {

    public int read(JsonObject in) throws WireException {
        return read(in.require(name));
    }

    public int read(JsonObject in, int whenAbsent) throws WireException {
        return in.has(name) ? read(in) : whenAbsent;
    }

    /** Reads one element of a list. */
    public int read(Object value) throws WireException {
        long number = JsonObject.asWhole(name, value);
        if (number < min || number > max) {
            throw new WireException(outside(number));
        }
        return (int) number;
    }

    /** @throws OutOfRange naming value and range */
    public void check(int value) {
        if (value < min || value > max) {
            throw new OutOfRange(outside(value));
        }
    }

    public void put(JsonObject out, int value) {
        out.put(name, value);
    }

    private String outside(long value) {
        return name + " " + value + " is not in " + min + ".." + max;
    }
}
