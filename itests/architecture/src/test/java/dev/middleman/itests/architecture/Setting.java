package dev.middleman.itests.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * One setting, as its bundle's metatype describes it. What is not said is empty.
 *
 * @param options the values that can be chosen; empty when there is no such list
 * @param isList whether it takes several values
 */
record Setting(
        String id,
        String type,
        String description,
        String preset,
        String least,
        String most,
        List<String> options,
        boolean isList) {

    private static final Pattern RANGE_IN_WORDS = Pattern.compile("-?\\d+ to \\d+|whole number of 64 bits");
    private static final Pattern EMPTY_IN_WORDS = Pattern.compile("(?i)\\b(empty|required)\\b");

    /** What a number is measured in, by how its setting's name ends. What ends otherwise is a number of things. */
    private static final Map<String, Pattern> UNITS = new TreeMap<>(Map.of(
            "Seconds", Pattern.compile("\\bs\\b"),
            "Ms", Pattern.compile("\\bms\\b"),
            "Micros", Pattern.compile("\\bus\\b"),
            "Bytes", Pattern.compile("\\bbytes\\b"),
            "Mebibytes", Pattern.compile("\\bMiB\\b"),
            "Percent", Pattern.compile("%|\\bpercent\\b"),
            "PerSecond", Pattern.compile("/s\\b|\\ba second\\b"),
            "PerMinute", Pattern.compile("\\ba minute\\b"),
            "PerHour", Pattern.compile("\\ban hour\\b")));

    static Setting read(Element definition) {
        List<String> options = new ArrayList<>();
        NodeList listed = definition.getElementsByTagName("Option");
        for (int i = 0; i < listed.getLength(); i++) {
            options.add(((Element) listed.item(i)).getAttribute("value"));
        }
        return new Setting(
                definition.getAttribute("id"),
                definition.getAttribute("type"),
                definition.getAttribute("description"),
                definition.getAttribute("default"),
                definition.getAttribute("min"),
                definition.getAttribute("max"),
                options,
                !definition.getAttribute("cardinality").isEmpty());
    }

    /** What its reader is not told. */
    List<String> gaps() {
        List<String> gaps = new ArrayList<>();
        if (description.isBlank()) {
            gaps.add(id + " has no description");
        }
        if (isNumber()
                && range().isEmpty()
                && !RANGE_IN_WORDS.matcher(description).find()) {
            gaps.add(id + " has no range");
        }
        UNITS.forEach((end, unit) -> {
            if (isNumber() && id.endsWith(end) && !unit.matcher(description).find()) {
                gaps.add(id + " has no unit in its description");
            }
        });
        if (preset.isEmpty()
                && (isPlain() || !EMPTY_IN_WORDS.matcher(description).find())) {
            gaps.add(id + " has no default, and does not say what it is when it is empty, or that it is required");
        }
        return gaps;
    }

    private boolean isNumber() {
        return List.of("Integer", "Long", "Double", "Float", "Short", "Byte").contains(type);
    }

    /** A value that cannot be empty. */
    private boolean isPlain() {
        return isNumber() || type.equals("Boolean");
    }

    /** From where to where, or one of which; empty where only the description can say it. */
    String range() {
        if (!options.isEmpty()) {
            return String.join(", ", options);
        }
        if (!least.isEmpty() && !most.isEmpty()) {
            return least + " to " + most;
        }
        Matcher words = RANGE_IN_WORDS.matcher(description);
        return isNumber() && words.find() ? words.group() : "";
    }
}
