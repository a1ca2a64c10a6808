package dev.middleman.console;

import dev.middleman.api.relay.DropReason;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.Totals;
import dev.middleman.api.relay.TurnTimes;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;

/** The totals of middle-men, as text or JSON. Immutable. */
final class TotalsView {

    private final Map<String, Totals> byName;

    /** @param byName totals by the middle-man's name, in the order to show them in */
    TotalsView(Map<String, Totals> byName) {
        this.byName = new LinkedHashMap<>(byName);
    }

    String text() {
        if (byName.isEmpty()) {
            return "no middle-man runs here";
        }
        return traffic() + "\n\n" + sessions() + "\n\n" + latches() + "\n\n" + drops() + "\n\n" + turns();
    }

    private String traffic() {
        Table table = new Table("middle-man", "received", "forwarded", "bytes", "knocks", "dropped", "balanced");
        byName.forEach((name, t) -> table.row(
                name,
                t.received(),
                t.forwarded(),
                t.forwardedBytes(),
                t.knocks(),
                t.droppedInAll(),
                t.balanced() ? "yes" : "NO"));
        return table.toString();
    }

    private String sessions() {
        Table table = new Table(
                "middle-man",
                "held",
                "reserved",
                "live",
                "capacity",
                "opened",
                "expired",
                "refused",
                "moved",
                "shards",
                "ports");
        byName.forEach((name, t) -> table.row(
                name,
                t.held(),
                t.reserved(),
                t.live(),
                t.capacity(),
                t.opened(),
                t.expired(),
                t.refused(),
                t.moved(),
                t.shards(),
                t.ports()));
        return table.toString();
    }

    private String latches() {
        Table table = new Table("middle-man", "latched by knock", "by arming", "by hint");
        byName.forEach((name, t) -> table.row(
                name,
                t.latched().get(LatchMode.KNOCK),
                t.latched().get(LatchMode.ARM),
                t.latched().get(LatchMode.HINT)));
        return table.toString();
    }

    /** Of the turns that were timed; what they kept to is a power of two. */
    private String turns() {
        Table table = new Table("middle-man", "turns timed", "half within", "99 % within");
        byName.forEach((name, t) -> table.row(
                name,
                t.turns().timed(),
                words(t.turns().withinNs(50)),
                words(t.turns().withinNs(99))));
        return table.toString();
    }

    static String words(long withinNs) {
        if (withinNs == 0) {
            return "-";
        }
        return withinNs == Long.MAX_VALUE ? "more" : String.format(Locale.ROOT, "%.1f us", withinNs / 1_000.0);
    }

    /** Reasons that nothing was dropped for are left out. */
    private String drops() {
        Table table = new Table("middle-man", "dropped because", "datagrams");
        boolean any = false;
        for (Entry<String, Totals> entry : byName.entrySet()) {
            for (DropReason reason : DropReason.values()) {
                long count = entry.getValue().dropped().get(reason);
                if (count > 0) {
                    any = true;
                    table.row(entry.getKey(), words(reason), count);
                }
            }
        }
        return any ? table.toString() : "nothing was dropped";
    }

    String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        byName.forEach((name, totals) -> all.put(name, fields(totals)));
        return JsonText.of(all);
    }

    private static Map<String, Object> fields(Totals t) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("received", t.received());
        fields.put("forwarded", t.forwarded());
        fields.put("forwardedBytes", t.forwardedBytes());
        fields.put("knocks", t.knocks());
        Map<String, Object> dropped = new LinkedHashMap<>();
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason.name(), t.dropped().get(reason));
        }
        fields.put("dropped", dropped);
        Map<String, Object> latched = new LinkedHashMap<>();
        for (LatchMode mode : LatchMode.values()) {
            latched.put(mode.name(), t.latched().get(mode));
        }
        fields.put("latched", latched);
        fields.put("moved", t.moved());
        fields.put("balanced", t.balanced());
        fields.put("held", t.held());
        fields.put("reserved", t.reserved());
        fields.put("live", t.live());
        fields.put("capacity", t.capacity());
        fields.put("opened", t.opened());
        fields.put("expired", t.expired());
        fields.put("refused", t.refused());
        fields.put("shards", t.shards());
        fields.put("ports", t.ports());
        fields.put("turns", turns(t.turns()));
        return fields;
    }

    /** Counts of their buckets by the longest time that they are for. */
    private static Map<String, Object> turns(TurnTimes turns) {
        Map<String, Object> within = new LinkedHashMap<>();
        for (int bucket = 0; bucket < TurnTimes.BUCKETS; bucket++) {
            long boundNs = TurnTimes.boundNs(bucket);
            within.put(
                    boundNs == Long.MAX_VALUE ? "more" : String.valueOf(boundNs),
                    turns.counts().get(bucket));
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("timed", turns.timed());
        fields.put("sumNs", turns.sumNs());
        fields.put("withinNs", within);
        return fields;
    }

    private static String words(DropReason reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
