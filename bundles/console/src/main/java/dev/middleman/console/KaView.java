package dev.middleman.console;

import dev.middleman.api.ka.KaTotals;
import java.util.LinkedHashMap;
import java.util.Map;

/** The totals of one KA server, as text or JSON. Immutable. */
record KaView(String address, KaTotals totals) {

    String text() {
        Table table = new Table("of this KA server", "");
        fields().forEach((name, value) -> table.row(words(name), value));
        return address + "\n" + table;
    }

    /** In the order of the record, so that a new total shows up without a change here. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (var component : KaTotals.class.getRecordComponents()) {
            try {
                fields.put(component.getName(), component.getAccessor().invoke(totals));
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return fields;
    }

    private static String words(String camelCase) {
        return camelCase.replaceAll("([A-Z])", " $1").toLowerCase(java.util.Locale.ROOT);
    }
}
