package dev.middleman.policy.admission;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads by which keys KA servers are known. Stateless. */
final class ServerPins {
    private static final int MOST = 16;
    private static final Pattern ENTRY = Pattern.compile("(?:coaps://[^#]{1,300}#sha256=)?([A-Za-z0-9_-]{43})");

    private ServerPins() {}

    /** @throws IllegalArgumentException when there are too many, or one is neither an address nor a pin */
    static Set<String> parse(String... entries) {
        if (entries.length > MOST) {
            throw new IllegalArgumentException("number of servers " + entries.length + " is not in 0.." + MOST);
        }
        Set<String> pins = new LinkedHashSet<>();
        for (String entry : entries) {
            Matcher parts = ENTRY.matcher(entry.strip());
            if (!parts.matches()) {
                throw new IllegalArgumentException(
                        "servers \"" + entry + "\" is neither coaps://...#sha256=PIN nor a pin of 43 characters");
            }
            pins.add(parts.group(1));
        }
        return pins;
    }
}
