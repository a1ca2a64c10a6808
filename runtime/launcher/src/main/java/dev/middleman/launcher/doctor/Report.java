package dev.middleman.launcher.doctor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.middleman.launcher.level.Level;
import java.io.IOException;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All findings: of the machine, and of each node on it. For one thread. */
public final class Report {

    private final Level wanted;
    private final List<Finding> machine;
    private final Map<String, List<Finding>> nodes = new LinkedHashMap<>();

    public Report(Level wanted, List<Finding> machine) {
        this.wanted = wanted;
        this.machine = List.copyOf(machine);
    }

    public void addNode(String pid, List<Finding> findings) {
        nodes.put(pid, List.copyOf(findings));
    }

    public long problems() {
        return Stream.concat(machine.stream(), nodes.values().stream().flatMap(List::stream))
                .filter(Finding::isProblem)
                .count();
    }

    public String text() {
        StringBuilder text = new StringBuilder();
        addText(text, "this machine", machine);
        nodes.forEach((pid, findings) -> addText(text, "node " + pid, findings));
        long problems = problems();
        return text.append(
                        problems == 0
                                ? "nothing is in the way of level " + wanted
                                : problems + (problems == 1 ? " finding" : " findings") + " for level " + wanted)
                .toString();
    }

    private static void addText(StringBuilder text, String part, List<Finding> findings) {
        text.append(part).append('\n');
        findings.forEach(finding -> text.append(finding.words()).append('\n'));
    }

    public String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("level", wanted.name());
            json.writeNumberField("problems", problems());
            addJson(json, "machine", machine);
            json.writeObjectFieldStart("nodes");
            for (Map.Entry<String, List<Finding>> node : nodes.entrySet()) {
                addJson(json, node.getKey(), node.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return text.toString();
    }

    private static void addJson(JsonGenerator json, String name, List<Finding> findings) throws IOException {
        json.writeArrayFieldStart(name);
        for (Finding finding : findings) {
            json.writeStartObject();
            for (Map.Entry<String, String> field : finding.fields().entrySet()) {
                json.writeStringField(field.getKey(), field.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
