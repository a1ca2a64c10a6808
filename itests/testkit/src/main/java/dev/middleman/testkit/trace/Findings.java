package dev.middleman.testkit.trace;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What was found, as numbers: by label, form and kind of place. It cannot tell an address, so a report may carry it.
 * Confined to one thread.
 */
public final class Findings {

    private record Kind(String label, Encoding encoding, String place) {}

    private final Map<Kind, Long> hits = new HashMap<>();
    private final Map<String, BitSet> subjects = new HashMap<>();
    private long bytes;
    private long unreadable;

    void add(Needle needle, Encoding form, String place) {
        hits.merge(new Kind(needle.label(), form, place), 1L, Long::sum);
        subjects.computeIfAbsent(needle.label(), any -> new BitSet()).set(needle.subject());
    }

    void looked(long count) {
        bytes += count;
    }

    void skipped(long count) {
        unreadable += count;
    }

    /** Hits with this label, in all forms and places. */
    public long hits(String label) {
        return hits.entrySet().stream()
                .filter(hit -> hit.getKey().label().equals(label))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Hits with this label in one form. */
    public long hits(String label, Encoding encoding) {
        return hits.entrySet().stream()
                .filter(hit ->
                        hit.getKey().label().equals(label) && hit.getKey().encoding() == encoding)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** How many different ones with this label were found. */
    public int distinct(String label) {
        return subjects.getOrDefault(label, new BitSet()).cardinality();
    }

    /** Whether this one, in the order in which they were added, was found. */
    public boolean has(String label, int subject) {
        return subjects.getOrDefault(label, new BitSet()).get(subject);
    }

    /** Bytes that were looked at. */
    public long bytes() {
        return bytes;
    }

    /** Bytes that the kernel did not show although the process may read them, such as secret memory. */
    public long unreadable() {
        return unreadable;
    }

    /** One line for each label, form and place. */
    @Override
    public String toString() {
        Map<String, Long> lines = new TreeMap<>();
        hits.forEach((kind, count) ->
                lines.put(String.format("%-14s %-13s in %s", kind.label(), kind.encoding(), kind.place()), count));
        String found = lines.entrySet().stream()
                .map(line -> String.format("%n  %,8d %s", line.getValue(), line.getKey()))
                .collect(Collectors.joining());
        return String.format("%,d MB searched, %,d kB unreadable", bytes / 1_000_000, unreadable / 1_000)
                + (found.isEmpty() ? ", nothing found" : found);
    }
}
