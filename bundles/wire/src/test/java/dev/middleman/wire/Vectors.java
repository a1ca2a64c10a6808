package dev.middleman.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.middleman.wire.id.Octets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the vectors of {@code docs/vectors}: named lists of flat objects. */
public final class Vectors {
    private Vectors() {}

    /** One vector. Shown by its name in test reports. */
    public record Vector(Map<String, Object> fields) {
        public String text(String field) {
            return (String) fields.get(field);
        }

        public long number(String field) {
            return (Long) fields.get(field);
        }

        public Octets hex(String field) {
            return Octets.of(HexFormat.of().parseHex(text(field)));
        }

        public List<?> list(String field) {
            return (List<?>) fields.get(field);
        }

        @Override
        public String toString() {
            return String.valueOf(fields.getOrDefault("name", fields.get("text")));
        }
    }

    /** @return at least one vector */
    public static List<Vector> read(String file, String list) {
        Path path = Path.of(System.getProperty("middleman.docs", "../../docs"), "vectors", file);
        try (JsonParser parser = new JsonFactory().createParser(Files.readAllBytes(path))) {
            parser.nextToken();
            Object found = ((Map<?, ?>) value(parser)).get(list);
            List<Vector> vectors = new ArrayList<>();
            for (Object element : (List<?>) found) {
                Map<String, Object> fields = new LinkedHashMap<>();
                ((Map<?, ?>) element).forEach((name, value) -> fields.put((String) name, value));
                vectors.add(new Vector(fields));
            }
            if (vectors.isEmpty()) {
                throw new IllegalStateException("no vectors in " + list);
            }
            return vectors;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, value(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<Object> array = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser));
                }
                yield array;
            }
            case VALUE_NUMBER_INT -> parser.getLongValue();
            default -> parser.getText();
        };
    }
}
