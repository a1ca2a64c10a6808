package dev.middleman.wire.json;

import dev.middleman.wire.WireException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** One of a few values: the field's name and how each value is written. Immutable. */
public final class Choice<T> {
    private final String name;
    private final Map<Object, T> values = new LinkedHashMap<>();
    private final Function<T, Object> code;

    /**
     * @param name on the wire
     * @param code what stands for a value on the wire: text or a {@link Long}
     */
    @SafeVarargs
    public Choice(String name, Function<T, Object> code, T... all) {
        this.name = name;
        this.code = code;
        for (T value : all) {
            values.put(code.apply(value), value);
        }
    }

    public T read(JsonObject in) throws WireException {
        T value = values.get(in.require(name));
        if (value == null) {
            throw new WireException(name + " is not one of " + values.keySet());
        }
        return value;
    }

    public T read(JsonObject in, T whenAbsent) throws WireException {
        return in.has(name) ? read(in) : whenAbsent;
    }

    /** @throws OutOfRange when it is not one of the values */
    public void check(T value) {
        OutOfRange.unless(values.containsValue(value), name + " is not one of " + values.keySet());
    }

    public void put(JsonObject out, T value) {
        out.put(name, code.apply(value));
    }
}
