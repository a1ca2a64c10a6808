package dev.middleman.console;

import dev.middleman.api.ka.KaTotals;
import java.util.Map;

/** The totals of one KA server, as text or JSON. Immutable. */
record KaView(String address, KaTotals totals) {

    String text() {
        return address + "\n" + Fields.table("of this KA server", fields());
    }

    Map<String, Object> fields() {
        return Fields.of(totals);
    }
}
