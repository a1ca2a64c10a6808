package dev.middleman.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.middleman.api.net.Endpoint;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The facts as JSON. Stateless. */
final class FactsJson {

    private FactsJson() {}

    static String of(Facts facts) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
            out.writeStartObject();
            out.writeNumberField("kaServers", facts.kaServers());
            out.writeNumberField("middleMen", facts.middleMen());
            out.writeNumberField("offers", facts.offers());
            write(
                    out,
                    "introduced",
                    facts.introduced().values().stream()
                            .flatMap(List::stream)
                            .distinct()
                            .sorted(Endpoints.ORDER)
                            .toList());
            write(out, "introducedTo", facts.introduced());
            write(out, "peerSaw", facts.peerSaw());
            out.writeNumberField("sent", facts.traffic().sent());
            out.writeNumberField("received", facts.traffic().received());
            out.writeBooleanField("intact", facts.traffic().intact());
            out.writeNumberField("forwarded", facts.traffic().forwarded());
            out.writeBooleanField("balanced", facts.traffic().balanced());
            out.writeBooleanField("expired", facts.forgotten().expired());
            out.writeNumberField("expiredAfterSeconds", facts.forgotten().afterSeconds());
            out.writeNumberField("lateDropped", facts.forgotten().lateDropped());
            out.writeNumberField("seconds", facts.seconds());
            out.writeArrayFieldStart("broken");
            for (String claim : facts.broken()) {
                out.writeString(claim);
            }
            out.writeEndArray();
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private static void write(JsonGenerator out, String field, Map<String, List<Endpoint>> byName) throws IOException {
        out.writeObjectFieldStart(field);
        for (Map.Entry<String, List<Endpoint>> entry : byName.entrySet()) {
            write(out, entry.getKey(), entry.getValue());
        }
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, String field, List<Endpoint> endpoints) throws IOException {
        out.writeArrayFieldStart(field);
        for (Endpoint endpoint : endpoints) {
            out.writeString(Endpoints.text(endpoint));
        }
        out.writeEndArray();
    }
}
