package dev.middleman.testkit.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line with a value.
 *
 * @param name with the ending that its type asks for
 * @param labels in the order of the line, unescaped
 */
public record Sample(String name, Map<String, String> labels, double value) {

    private static final Pattern LINE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? (NaN|[+-]Inf|-?[0-9.]+(?:[eE][+-]?[0-9]+)?)");
    /** Of the three escapes there is no other, and no bare quotation mark. */
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\"");

    public Sample {
        labels = new LinkedHashMap<>(labels);
    }

    static Sample parse(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new MalformedException("no sample: " + line);
        }
        Map<String, String> labels = new LinkedHashMap<>();
        for (String[] label : labels(parts.group(2) == null ? "" : parts.group(2))) {
            if (labels.put(label[0], label[1]) != null) {
                throw new MalformedException("label twice: " + line);
            }
        }
        return new Sample(parts.group(1), labels, number(parts.group(3)));
    }

    private static List<String[]> labels(String text) {
        List<String[]> labels = new ArrayList<>();
        Matcher label = LABEL.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!label.find(at) || label.start() != at) {
                throw new MalformedException("no label: " + text.substring(at));
            }
            labels.add(new String[] {label.group(1), unescaped(label.group(2))});
            at = label.end();
            if (at < text.length() && text.charAt(at++) != ',') {
                throw new MalformedException("no comma between labels: " + text);
            }
        }
        return labels;
    }

    private static String unescaped(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                char escaped = text.charAt(++i);
                out.append(escaped == 'n' ? '\n' : escaped);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
