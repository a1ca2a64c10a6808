package dev.middleman.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Text in aligned columns, numbers to the right. For one thread. */
final class Table {

    private static final String GAP = "  ";

    private final List<String> header;
    private final List<List<Object>> rows = new ArrayList<>();

    Table(String... header) {
        this.header = List.of(header);
    }

    Table row(Object... cells) {
        if (cells.length != header.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + header.size() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    /** The lines, each without blanks at its end. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add(line(header));
        rows.forEach(row -> lines.add(line(row)));
        return String.join("\n", lines);
    }

    private String line(List<?> cells) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String text = text(cells.get(column));
            String padding = " ".repeat(width(column) - text.length());
            line.append(column == 0 ? "" : GAP).append(isNumeric(column) ? padding + text : text + padding);
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        int width = header.get(column).length();
        for (List<Object> row : rows) {
            width = Math.max(width, text(row.get(column)).length());
        }
        return width;
    }

    private boolean isNumeric(int column) {
        return !rows.isEmpty() && rows.stream().allMatch(row -> row.get(column) instanceof Number);
    }

    private static String text(Object cell) {
        return cell instanceof Number
                ? String.format(Locale.ROOT, "%,d", ((Number) cell).longValue())
                : cell.toString();
    }
}
