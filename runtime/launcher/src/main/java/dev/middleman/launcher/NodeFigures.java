package dev.middleman.launcher;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The totals of a node's middle-men at one moment. Immutable.
 *
 * @param atNs when they were read, in the sense of {@link System#nanoTime()}
 * @param byName the numbers of each middle-man, by the names that {@code middleman:totals --json} gives them; those of an object inside it
 *     as {@code object.name}
 */
record NodeFigures(long atNs, Map<String, Map<String, Long>> byName) {

    /** @throws Failure when the text is of another shape, as that of a node of another version may be */
    static NodeFigures parse(String json, long atNs) {
        Map<String, Map<String, Long>> all = new LinkedHashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            expect(parser.nextToken(), JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String middleman = parser.currentName();
                expect(parser.nextToken(), JsonToken.START_OBJECT);
                Map<String, Long> numbers = new LinkedHashMap<>();
                read(parser, "", numbers);
                all.put(middleman, numbers);
            }
            return new NodeFigures(atNs, all);
        } catch (IOException malformed) {
            throw new Failure("the node's totals cannot be read; it may be of another version");
        }
    }

    private static void read(JsonParser parser, String prefix, Map<String, Long> into) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = prefix + parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_OBJECT) {
                read(parser, name + ".", into);
            } else if (value == JsonToken.VALUE_NUMBER_INT) {
                into.put(name, parser.getLongValue());
            } else {
                parser.skipChildren();
            }
        }
    }

    private static void expect(JsonToken token, JsonToken wanted) throws IOException {
        if (token != wanted) {
            throw new IOException("not the shape of totals");
        }
    }

    long of(String middleman, String name) {
        return byName.getOrDefault(middleman, Map.of()).getOrDefault(name, 0L);
    }
}
