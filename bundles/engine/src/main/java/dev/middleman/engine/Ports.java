package dev.middleman.engine;

import dev.middleman.api.transport.PortPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The relay ports of a node as configured: a range, or a number of ports that the system chooses. Immutable.
 *
 * @param first the first port of a range; 0 when the system chooses
 * @param count 1 to {@link PortPlan#MAX_PORTS}
 */
record Ports(int first, int count) {
    private static final String EPHEMERAL = "ephemeral:";
    private static final int MAX_PORT = 65_535;

    /**
     * Reads {@code 20000-21023}, {@code 20000} or {@code ephemeral:64}.
     *
     * @throws IllegalArgumentException names the text and what is allowed
     */
    static Ports parse(String text) {
        String trimmed = text.strip();
        if (trimmed.startsWith(EPHEMERAL)) {
            return new Ports(0, checkCount(text, number(text, trimmed.substring(EPHEMERAL.length()))));
        }
        int dash = trimmed.indexOf('-');
        int first = number(text, dash < 0 ? trimmed : trimmed.substring(0, dash));
        int last = dash < 0 ? first : number(text, trimmed.substring(dash + 1));
        if (first < 1 || last > MAX_PORT || last < first) {
            throw bad(text, "a range lies in 1-65535 and does not run backwards");
        }
        return new Ports(first, checkCount(text, last - first + 1));
    }

    boolean isEphemeral() {
        return first == 0;
    }

    int last() {
        return first + count - 1;
    }

    boolean overlaps(Ports other) {
        return !isEphemeral() && !other.isEphemeral() && first <= other.last() && other.first <= last();
    }

    /** One plan for each shard, as even as can be; each gets at least one port. */
    List<PortPlan> split(int shards) {
        List<PortPlan> plans = new ArrayList<>(shards);
        int from = 0;
        for (int shard = 0; shard < shards; shard++) {
            int to = count * (shard + 1) / shards;
            plans.add(
                    isEphemeral()
                            ? PortPlan.ephemeral(to - from)
                            : PortPlan.listed(
                                    IntStream.range(first + from, first + to).toArray()));
            from = to;
        }
        return plans;
    }

    private static int checkCount(String text, int count) {
        if (count < 1 || count > PortPlan.MAX_PORTS) {
            throw bad(text, count + " ports are not in 1.." + PortPlan.MAX_PORTS);
        }
        return count;
    }

    private static int number(String text, String digits) {
        try {
            return Integer.parseInt(digits.strip());
        } catch (NumberFormatException e) {
            throw bad(text, "expected a range such as 20000-21023, or ephemeral:64");
        }
    }

    private static IllegalArgumentException bad(String text, String why) {
        return new IllegalArgumentException("ports \"" + text + "\": " + why);
    }

    /** As it is configured. */
    @Override
    public String toString() {
        return isEphemeral() ? EPHEMERAL + count : first + "-" + last();
    }
}
