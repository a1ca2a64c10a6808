package dev.middleman.testkit.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Samples that belong together.
 *
 * @param type gauge, counter, info or histogram; others are not in use here
 * @param unit empty without one
 */
public record Family(String name, String type, String unit, String help, List<Sample> samples) {

    private static final Map<String, Set<String>> ENDINGS = Map.of(
            "gauge", Set.of(""),
            "counter", Set.of("_total"),
            "info", Set.of("_info"),
            "histogram", Set.of("_bucket", "_count", "_sum"));

    public Family {
        samples = List.copyOf(samples);
    }

    /** The value of the sample with exactly these labels. */
    public Optional<Double> value(Map<String, String> labels) {
        return samples.stream()
                .filter(sample -> sample.labels().equals(labels))
                .map(Sample::value)
                .findFirst();
    }

    void check() {
        if (!ENDINGS.containsKey(type)) {
            throw new MalformedException("type of " + name + ": " + type);
        }
        if (!unit.isEmpty() && !name.endsWith("_" + unit)) {
            throw new MalformedException("unit of " + name + " is not its ending: " + unit);
        }
        Set<String> seen = new HashSet<>();
        for (Sample sample : samples) {
            check(sample);
            if (!seen.add(sample.name() + new HashMap<>(sample.labels()))) {
                throw new MalformedException("sample twice: " + sample.name());
            }
        }
        if (type.equals("histogram")) {
            checkHistogram();
        }
    }

    private void check(Sample sample) {
        String ending = sample.name().startsWith(name) ? sample.name().substring(name.length()) : "?";
        if (!ENDINGS.get(type).contains(ending)) {
            throw new MalformedException(sample.name() + " in the " + type + " " + name);
        }
        if (type.equals("info") && sample.value() != 1) {
            throw new MalformedException(sample.name() + " is an info, but not 1");
        }
        if (!type.equals("gauge") && !(sample.value() >= 0)) {
            throw new MalformedException(sample.name() + " counts, but is not 0 or more");
        }
    }

    private void checkHistogram() {
        Map<Map<String, String>, List<Sample>> buckets = new LinkedHashMap<>();
        for (Sample sample : samples) {
            if (sample.name().endsWith("_bucket")) {
                Map<String, String> others = new HashMap<>(sample.labels());
                others.remove("le");
                buckets.computeIfAbsent(others, added -> new ArrayList<>()).add(sample);
            }
        }
        buckets.forEach((labels, ofOne) -> {
            checkCumulative(ofOne);
            double all = ofOne.get(ofOne.size() - 1).value();
            if (samples.stream()
                    .noneMatch(sample -> sample.name().equals(name + "_count")
                            && sample.labels().equals(labels)
                            && sample.value() == all)) {
                throw new MalformedException("count of " + name + " is not its last bucket");
            }
        });
    }

    private void checkCumulative(List<Sample> buckets) {
        double bound = Double.NEGATIVE_INFINITY;
        double count = 0;
        for (Sample bucket : buckets) {
            double next = Sample.number(bucket.labels().getOrDefault("le", "NaN"));
            if (!(next > bound) || bucket.value() < count) {
                throw new MalformedException("buckets of " + name + " are not in order, or not cumulative");
            }
            bound = next;
            count = bucket.value();
        }
        if (bound != Double.POSITIVE_INFINITY) {
            throw new MalformedException("buckets of " + name + " do not end at +Inf");
        }
    }
}
