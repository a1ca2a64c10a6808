package dev.middleman.wire;

import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * One kind of thing that is parsed: how to make a random one, write it and read it.
 *
 * @param name for test reports
 * @param make a valid value; the same for the same numbers
 * @param encode its bytes
 * @param parse back; the only exception it may let out is {@link WireException}
 */
public record Kind<T>(String name, Function<RandomGenerator, T> make, Function<T, byte[]> encode, Parser<T> parse) {

    /** A parser. */
    public interface Parser<T> {
        T parse(byte[] bytes) throws WireException;
    }

    @Override
    public String toString() {
        return name;
    }
}
