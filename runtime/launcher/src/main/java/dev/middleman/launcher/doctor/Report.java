package dev.middleman.launcher.doctor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.middleman.launcher.level.Level;
import java.io.IOException;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All findings, by what they are about. For one thread. */
public final class Report {

    private final Level wanted;
    private final Map<String, List<Finding>> parts = new LinkedHashMap<>();

    public Report(Level wanted) {
        this.wanted = wanted;
    }

    /** @param part what was examined, such as "this machine" */
    public void add(String part, List<Finding> findings) {
        parts.put(part, List.copyOf(findings));
    }

    public long problems() {
        return parts.values().stream()
                .flatMap(List::stream)
                .filter(Finding::isProblem)
                .count();
    }

    public String text() {
        StringBuilder text = new StringBuilder();
        parts.forEach((part, findings) -> {
            text.append(part).append('\n');
            findings.forEach(finding -> text.append(finding.words()).append('\n'));
        });
        long problems = problems();
        return text.append(
                        problems == 0
                                ? "nothing is in the way of level " + wanted
                                : problems + (problems == 1 ? " finding" : " findings") + " for level " + wanted)
                .toString();
    }

    public String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("level", wanted.name());
            json.writeNumberField("problems", problems());
            for (Map.Entry<String, List<Finding>> part : parts.entrySet()) {
                json.writeArrayFieldStart(part.getKey());
                for (Finding finding : part.getValue()) {
                    json.writeStartObject();
                    for (Map.Entry<String, String> field : finding.fields().entrySet()) {
                        json.writeStringField(field.getKey(), field.getValue());
                    }
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return text.toString();
    }
}
