package dev.middleman.console;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A record of totals as names and values, so that a new total shows up without a change here. Stateless. */
final class Fields {
    private Fields() {}

    /** In the order of the record. */
    static Map<String, Object> of(Record totals) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (var component : totals.getClass().getRecordComponents()) {
            try {
                fields.put(component.getName(), component.getAccessor().invoke(totals));
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return fields;
    }

    /** @param title of the table's first column */
    static String table(String title, Map<String, Object> fields) {
        Table table = new Table(title, "");
        fields.forEach((name, value) -> table.row(words(name), value));
        return table.toString();
    }

    private static String words(String camelCase) {
        return camelCase.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }
}
