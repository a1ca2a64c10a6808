package dev.middleman.testkit.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A strict reader of OpenMetrics 1.0.0, for what a node may tell: every family has its type and its help, in one piece, and
 * nothing has a time stamp or an exemplar.
 */
public final class OpenMetrics {

    private static final String END = "# EOF\n";

    private final Map<String, Family> families = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final List<Sample> samples = new ArrayList<>();
    private String name = "";

    private OpenMetrics() {}

    /**
     * Reads a whole answer.
     *
     * @return families by their names, in the order of the text
     * @throws MalformedException with the line that is wrong
     */
    public static Map<String, Family> parse(String text) {
        if (!text.endsWith("\n" + END) || text.contains("\r") || text.contains("\n\n")) {
            throw new MalformedException("no end, or an empty line, or a carriage return");
        }
        OpenMetrics reader = new OpenMetrics();
        text.substring(0, text.length() - END.length()).lines().forEach(reader::read);
        reader.finish();
        return reader.families;
    }

    private void read(String line) {
        if (line.startsWith("#")) {
            String[] words = line.split(" ", 4);
            if (words.length < 4
                    || !words[0].equals("#")
                    || !List.of("TYPE", "UNIT", "HELP").contains(words[1])) {
                throw new MalformedException("no metadata: " + line);
            }
            begin(words[2]);
            if (!samples.isEmpty() || metadata.put(words[1], words[3]) != null) {
                throw new MalformedException("metadata twice, or after samples: " + line);
            }
        } else {
            samples.add(Sample.parse(line));
        }
    }

    private void begin(String next) {
        if (!next.equals(name)) {
            finish();
            name = next;
        }
    }

    private void finish() {
        if (name.isEmpty() && samples.isEmpty()) {
            return;
        }
        if (!metadata.containsKey("TYPE") || !metadata.containsKey("HELP") || samples.isEmpty()) {
            throw new MalformedException("without type, help or samples: " + name);
        }
        Family family = new Family(
                name, metadata.get("TYPE"), metadata.getOrDefault("UNIT", ""), metadata.get("HELP"), samples);
        family.check();
        if (families.put(name, family) != null) {
            throw new MalformedException("in two pieces: " + name);
        }
        metadata.clear();
        samples.clear();
    }
}
