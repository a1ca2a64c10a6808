package dev.middleman.wire.json;

import dev.middleman.wire.WireException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One JSON object as a little tree: values are text, {@link Number}, {@link Boolean}, lists and objects. Keeps the order
 * of its fields. For one thread.
 */
public final class JsonObject {
    private final Map<String, Object> fields = new LinkedHashMap<>();

    public JsonObject put(String name, Object value) {
        fields.put(name, value);
        return this;
    }

    public boolean has(String name) {
        return fields.containsKey(name);
    }

    public Set<String> names() {
        return fields.keySet();
    }

    /** @return the value; null when the field is absent */
    public Object get(String name) {
        return fields.get(name);
    }

    /** A field that must be there. */
    public Object require(String name) throws WireException {
        Object value = fields.get(name);
        if (value == null) {
            throw new WireException(name + " is missing");
        }
        return value;
    }

    public boolean flag(String name) throws WireException {
        if (require(name) instanceof Boolean flag) {
            return flag;
        }
        throw new WireException(name + " is not true or false");
    }

    public boolean flag(String name, boolean whenAbsent) throws WireException {
        return has(name) ? flag(name) : whenAbsent;
    }

    public JsonObject object(String name) throws WireException {
        return asObject(name, require(name));
    }

    public List<?> list(String name) throws WireException {
        if (require(name) instanceof List<?> list) {
            return list;
        }
        throw new WireException(name + " is not a list");
    }

    /** @param name of the field that holds the value, for the error */
    public static JsonObject asObject(String name, Object value) throws WireException {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw new WireException(name + " is not an object");
    }

    /** @param name of the field that holds the value, for the error */
    public static String asText(String name, Object value) throws WireException {
        if (value instanceof String text) {
            return text;
        }
        throw new WireException(name + " is not text");
    }

    /** @param name of the field that holds the value, for the error */
    public static long asWhole(String name, Object value) throws WireException {
        if (value instanceof Long number) {
            return number;
        }
        throw new WireException(name + " is not a whole number of at most 64 bits");
    }

    /** The names only. */
    @Override
    public String toString() {
        return "JsonObject" + fields.keySet();
    }
}
