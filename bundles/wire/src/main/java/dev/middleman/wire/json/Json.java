package dev.middleman.wire.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.middleman.wire.WireException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * JSON objects (RFC 8259, UTF-8 only) within fixed bounds. Stateless and thread-safe.
 *
 * <p>A message is small, so it becomes a little tree first and a record second: one loop deals with the outside, and the
 * record's {@code parse} reads like its table in the protocol page. Buffers are not pooled: a pool would keep the text of
 * keys and addresses long after the message is gone.
 */
public final class Json {
    private static final int MAX_DEPTH = 6;
    private static final int MAX_DOCUMENT = 16 * 1_024;
    private static final int MAX_NAME = 64;
    private static final int MAX_DIGITS = 20;
    private static final JsonFactory FACTORY = factory();

    private Json() {}

    /** Turns a tree into a record. */
    public interface Reading<T> {
        T from(JsonObject in) throws WireException;
    }

    /**
     * Parses one object; white space may follow it, nothing else.
     *
     * @param maxBytes the most bytes the document may have, at most 16,384
     */
    public static <T> T read(byte[] json, int maxBytes, Reading<T> reading) throws WireException {
        if (json.length > maxBytes) {
            throw new WireException("a message of " + json.length + " bytes is not in 0.." + maxBytes);
        }
        JsonObject in = parse(json);
        try {
            return reading.from(in);
        } catch (OutOfRange e) {
            throw new WireException(e.getMessage());
        }
    }

    /**
     * Writes one object.
     *
     * @throws IllegalArgumentException when it does not fit
     */
    public static byte[] write(JsonObject object, int maxBytes) {
        byte[] bytes = write(object);
        if (bytes.length > maxBytes) {
            throw new IllegalArgumentException("a message of " + bytes.length + " bytes is not in 0.." + maxBytes);
        }
        return bytes;
    }

    /** Whether {@link #write(JsonObject, int)} would not refuse. */
    public static boolean fits(JsonObject object, int maxBytes) {
        return write(object).length <= maxBytes;
    }

    private static byte[] write(JsonObject object) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
            writeValue(generator, object);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private static JsonFactory factory() {
        JsonFactoryBuilder builder = new JsonFactoryBuilder();
        builder.streamReadConstraints(StreamReadConstraints.builder()
                .maxDocumentLength(MAX_DOCUMENT)
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(MAX_DOCUMENT)
                .maxNameLength(MAX_NAME)
                .maxNumberLength(MAX_DIGITS)
                .build());
        // A table of names that were seen would be filled, and copied for each message, at the sender's choice.
        builder.disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES);
        builder.disable(JsonFactory.Feature.INTERN_FIELD_NAMES);
        builder.recyclerPool(JsonRecyclerPools.nonRecyclingPool());
        return builder.build();
    }

    private static JsonObject parse(byte[] json) throws WireException {
        try (JsonParser parser = parser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new WireException("the message is not a JSON object");
            }
            JsonObject object = readObject(parser);
            if (parser.nextToken() != null) {
                throw new WireException("something follows the JSON object");
            }
            return object;
        } catch (IOException e) {
            // The cause is dropped on purpose: it quotes the input.
            throw new WireException("the message is not JSON within the limits");
        }
    }

    /** Decodes strictly first: a new decoder refuses what is not UTF-8, and nothing guesses at other encodings. */
    private static JsonParser parser(byte[] json) throws IOException {
        CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
        return FACTORY.createParser(text.array(), text.arrayOffset(), text.length());
    }

    private static JsonObject readObject(JsonParser parser) throws IOException, WireException {
        JsonObject object = new JsonObject();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (object.has(name)) {
                throw new WireException("a field stands twice in one object");
            }
            object.put(name, readValue(parser));
        }
        return object;
    }

    private static List<Object> readArray(JsonParser parser) throws IOException, WireException {
        List<Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(readValue(parser));
        }
        return array;
    }

    private static Object readValue(JsonParser parser) throws IOException, WireException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> readObject(parser);
            case START_ARRAY -> readArray(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> wholeNumber(parser);
            default -> Unusable.VALUE;
        };
    }

    private static Object wholeNumber(JsonParser parser) throws IOException {
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? Unusable.VALUE : parser.getLongValue();
    }

    private static void writeValue(JsonGenerator generator, Object value) throws IOException {
        if (value instanceof JsonObject object) {
            generator.writeStartObject();
            for (String name : object.names()) {
                generator.writeFieldName(name);
                writeValue(generator, object.get(name));
            }
            generator.writeEndObject();
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            for (Object element : list) {
                writeValue(generator, element);
            }
            generator.writeEndArray();
        } else if (value instanceof Number number) {
            generator.writeNumber(number.longValue());
        } else if (value instanceof Boolean flag) {
            generator.writeBoolean(flag);
        } else {
            generator.writeString((String) value);
        }
    }

    /** Stands for null, fractions and numbers beyond 64 bits: no field of ours takes them, unknown fields may. */
    private enum Unusable {
        VALUE
    }
}
