package dev.middleman.features;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Cuts the list of what is inside the whole distribution (CycloneDX, as JSON) down to what a smaller one has: its jars, and the
 * libraries that those carry. Run by the build.
 */
public final class SmallerList {

    private static final JsonFactory JSON = new JsonFactory();

    private final String whole;
    private final Set<String> kept;

    private SmallerList(String whole, Set<String> kept) {
        this.whole = whole;
        this.kept = kept;
    }

    /**
     * Writes one. Without a list of the whole distribution, as after an offline build, there is none to write.
     *
     * @param arguments the folder of the whole distribution; that of the smaller one; the module that makes the first, and the one
     *     that makes the second
     */
    public static void main(String[] arguments) throws IOException {
        Path whole = Path.of(arguments[0]);
        Path smaller = Path.of(arguments[1]);
        Path list = Path.of("share", "sbom.cdx.json");
        if (Files.exists(whole.resolve(list))) {
            String text = Files.readString(whole.resolve(list)).replace(arguments[2], arguments[3]);
            Set<String> kept = Listed.read(text).within(Jars.of(smaller), Jars.of(whole));
            kept.add(Listed.subject(text));
            Files.writeString(smaller.resolve(list), new SmallerList(text, kept).cut());
        }
    }

    private String cut() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonParser in = JSON.createParser(whole);
                JsonGenerator out = JSON.createGenerator(text).useDefaultPrettyPrinter()) {
            in.nextToken();
            out.writeStartObject();
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String field = in.currentName();
                out.writeFieldName(field);
                in.nextToken();
                switch (field) {
                    case "components" -> copyKept("bom-ref", in, out);
                    case "dependencies" -> copyKept("ref", in, out);
                    default -> out.copyCurrentStructure(in);
                }
            }
            out.writeEndObject();
        }
        return text + "\n";
    }

    /** An array of objects: those that are kept, and of what these depend on the same. */
    private void copyKept(String key, JsonParser in, JsonGenerator out) throws IOException {
        out.writeStartArray();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            String object = copy(in);
            if (kept.contains(Listed.field(object, key))) {
                copyObject(object, out);
            }
        }
        out.writeEndArray();
    }

    private static String copy(JsonParser in) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.copyCurrentStructure(in);
        }
        return text.toString();
    }

    private void copyObject(String object, JsonGenerator out) throws IOException {
        try (JsonParser in = JSON.createParser(object)) {
            in.nextToken();
            out.writeStartObject();
            while (in.nextToken() != JsonToken.END_OBJECT) {
                out.writeFieldName(in.currentName());
                in.nextToken();
                if (in.currentName().equals("dependsOn")) {
                    copyReferences(in, out);
                } else {
                    out.copyCurrentStructure(in);
                }
            }
            out.writeEndObject();
        }
    }

    private void copyReferences(JsonParser in, JsonGenerator out) throws IOException {
        out.writeStartArray();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (kept.contains(in.getText())) {
                out.writeString(in.getText());
            }
        }
        out.writeEndArray();
    }
}
