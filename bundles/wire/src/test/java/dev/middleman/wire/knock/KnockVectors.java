package dev.middleman.wire.knock;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Reads {@code docs/vectors/knock.json}, the vectors that the protocol page refers to. */
final class KnockVectors {
    private static final HexFormat HEX = HexFormat.of();

    private KnockVectors() {}

    record Valid(
            String name,
            byte[] key,
            KnockDirection direction,
            long sid,
            KnockType type,
            int flags,
            long counter,
            long cookie,
            byte[] frame) {
        @Override
        public String toString() {
            return name;
        }
    }

    record Malformed(String name, byte[] frame) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Valid> valid() throws IOException {
        return objects("valid").stream().map(KnockVectors::valid).toList();
    }

    static List<Malformed> malformed() throws IOException {
        return objects("malformed").stream()
                .map(o -> new Malformed(o.get("name"), HEX.parseHex(o.get("frame"))))
                .toList();
    }

    private static Valid valid(Map<String, String> o) {
        return new Valid(
                o.get("name"),
                HEX.parseHex(o.get("key")),
                KnockDirection.values()[Integer.parseInt(o.get("direction"))],
                Long.parseUnsignedLong(o.get("sid"), 16),
                KnockType.valueOf(o.get("type")),
                Integer.parseInt(o.get("flags")),
                Long.parseLong(o.get("counter")),
                Long.parseUnsignedLong(o.get("cookie"), 16),
                HEX.parseHex(o.get("frame")));
    }

    private static List<Map<String, String>> objects(String array) throws IOException {
        List<Map<String, String>> found = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(new File("../../docs/vectors/knock.json"))) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = json.currentName().equals(array);
                json.nextToken();
                if (!wanted) {
                    json.skipChildren();
                    continue;
                }
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    found.add(object(json));
                }
            }
        }
        return found;
    }

    private static Map<String, String> object(JsonParser json) throws IOException {
        Map<String, String> fields = new HashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            fields.put(name, json.getText());
        }
        return fields;
    }
}
