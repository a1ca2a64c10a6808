package dev.middleman.launcher.level;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The level of a run, and what keeps it from the next ones. Immutable.
 *
 * @param forL1 what is missing for L1, in words
 * @param forL2 what is missing for L2 beyond that
 */
public record Assessment(List<String> forL1, List<String> forL2) {

    /** The one whose behaviour was examined. */
    public static final int JAVA = 25;

    /** The transport that makes no object of an address. */
    public static final String TRANSPORT = "ffm";

    /** Names of measures, as bundles give them. */
    static final String CORE = "core";

    static final String SWAP = "swap";

    public Assessment {
        forL1 = List.copyOf(forL1);
        forL2 = List.copyOf(forL2);
    }

    public static Assessment of(Facts facts) {
        return new Assessment(missingForL1(facts), missingForL2(facts));
    }

    public Level level() {
        if (!forL1.isEmpty()) {
            return Level.L0;
        }
        return forL2.isEmpty() ? Level.L2 : Level.L1;
    }

    /** What is missing for a level; empty when this run has it. */
    public List<String> missingFor(Level wanted) {
        List<String> missing = new ArrayList<>();
        if (wanted.compareTo(Level.L1) >= 0) {
            missing.addAll(forL1);
        }
        if (wanted.compareTo(Level.L2) >= 0) {
            missing.addAll(forL2);
        }
        return missing;
    }

    /** One line: the level, and what is missing for the next one. */
    public String line() {
        return switch (level()) {
            case L0 -> "level L0; for L1: " + String.join(", ", forL1);
            case L1 -> "level L1; for L2: " + String.join(", ", forL2);
            case L2 -> "level L2";
        };
    }

    /** For who cannot see this class: types of the JDK only. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("level", level().name());
        fields.put("forL1", forL1);
        fields.put("forL2", forL2);
        return fields;
    }

    private static List<String> missingForL1(Facts facts) {
        List<String> missing = new ArrayList<>();
        if (facts.java() < JAVA) {
            missing.add("this is Java " + facts.java() + ", not " + JAVA);
        }
        if (facts.transports().isEmpty()) {
            missing.add("no transport is there");
        }
        facts.transports().stream()
                .filter(name -> !name.equals(TRANSPORT))
                .sorted()
                .forEach(name -> missing.add(name + " is in use instead of " + TRANSPORT));
        if (facts.kaServer()) {
            missing.add("a KA server is in this process");
        }
        if (facts.hints()) {
            missing.add("allowHints is on: addresses pass through the heap");
        }
        facts.flags().absent().forEach(flag -> missing.add(flag + " is not set"));
        facts.flags().harmful().forEach(flag -> missing.add(flag + " is set"));
        if (!facts.storageInMemory()) {
            missing.add("the container's storage is on disk");
        }
        return missing;
    }

    private static List<String> missingForL2(Facts facts) {
        List<String> missing = new ArrayList<>();
        if (facts.measures().isEmpty()) {
            missing.add("bundle harden is not there");
        }
        List<Measure> measures = facts.measures().orElse(List.of());
        measures.stream().filter(measure -> !measure.on()).forEach(measure -> missing.add(measure.missing()));
        // Where a bundle looks after these two, it knows better than the machine's own settings.
        if (!names(measures, CORE)
                && facts.coreLimit().filter(limit -> limit == 0).isEmpty()) {
            missing.add("the limit of core files is not 0");
        }
        if (!names(measures, SWAP) && facts.swap()) {
            missing.add("swap is on");
        }
        switch (facts.tracking()) {
            case NONE -> {}
            case TRACKED -> missing.add("the kernel tracks connections at the relay ports");
            case UNKNOWN -> missing.add("the kernel tracks connections, perhaps those at the relay ports");
        }
        return missing;
    }

    private static boolean names(List<Measure> measures, String name) {
        return measures.stream().anyMatch(measure -> measure.name().equals(name));
    }
}
