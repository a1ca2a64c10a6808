package dev.middleman.launcher;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A screen full of what a node does, from its totals at two moments. Stateless. */
final class TopView {

    private static final int BAR = 30;
    private static final int REASONS = 8;
    private static final double NS_PER_S = 1e9;
    private static final String DROPPED = "dropped.";

    private TopView() {}

    /** @param state first lines of the node's status */
    static List<String> lines(List<String> state, NodeFigures before, NodeFigures now) {
        double seconds = Math.max((now.atNs() - before.atNs()) / NS_PER_S, 1e-3);
        List<String> lines = new ArrayList<>(state);
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "%-20s %12s %12s %10s %10s %10s",
                "middle-man",
                "received/s",
                "forwarded/s",
                "Mbit/s",
                "knocks/s",
                "dropped/s"));
        for (String name : now.byName().keySet()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-20s %,12.0f %,12.0f %,10.1f %,10.0f %,10.0f",
                    name,
                    rate(before, now, name, "received", seconds),
                    rate(before, now, name, "forwarded", seconds),
                    rate(before, now, name, "forwardedBytes", seconds) * 8 / 1e6,
                    rate(before, now, name, "knocks", seconds),
                    dropped(before, now, name) / seconds));
        }
        lines.add("");
        for (String name : now.byName().keySet()) {
            lines.add(sessions(name, now));
        }
        List<String> reasons = reasons(before, now, seconds);
        if (!reasons.isEmpty()) {
            lines.add("");
            lines.add("dropped now, because");
            lines.addAll(reasons);
        }
        return lines;
    }

    private static String sessions(String name, NodeFigures now) {
        long used = now.of(name, "held") + now.of(name, "reserved") + now.of(name, "live");
        long capacity = now.of(name, "capacity");
        int full = capacity == 0 ? 0 : (int) Math.min(BAR, Math.ceil((double) BAR * used / capacity));
        return String.format(
                Locale.ROOT,
                "%-20s [%s%s] %,d live, %,d of %,d sessions",
                name,
                "#".repeat(full),
                ".".repeat(BAR - full),
                now.of(name, "live"),
                used,
                capacity);
    }

    private record Reason(String name, double perSecond) {}

    private static List<String> reasons(NodeFigures before, NodeFigures now, double seconds) {
        List<Reason> reasons = new ArrayList<>();
        now.byName().forEach((name, numbers) -> numbers.keySet().stream()
                .filter(key -> key.startsWith(DROPPED))
                .map(key -> new Reason(
                        name + ": "
                                + key.substring(DROPPED.length())
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', ' '),
                        rate(before, now, name, key, seconds)))
                .filter(reason -> reason.perSecond() > 0)
                .forEach(reasons::add));
        reasons.sort(Comparator.comparingDouble(Reason::perSecond).reversed());
        return reasons.stream()
                .limit(REASONS)
                .map(reason -> String.format(Locale.ROOT, "  %,10.0f/s  %s", reason.perSecond(), reason.name()))
                .toList();
    }

    private static double dropped(NodeFigures before, NodeFigures now, String name) {
        return sumOfDrops(now, name) - sumOfDrops(before, name);
    }

    private static long sumOfDrops(NodeFigures figures, String name) {
        return figures.byName().getOrDefault(name, Map.of()).entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(DROPPED))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Of a middle-man that was made anew in between, counts begin again: then nothing is shown as negative. */
    private static double rate(NodeFigures before, NodeFigures now, String name, String key, double seconds) {
        return Math.max(0, now.of(name, key) - before.of(name, key)) / seconds;
    }
}
