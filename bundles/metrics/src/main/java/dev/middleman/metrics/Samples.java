package dev.middleman.metrics;

import dev.middleman.api.relay.TurnTimes;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.EnumMap;
import java.util.Map;

/** Samples by their metric, as the format's library takes them. For one thread. */
final class Samples {
    private static final double NS_PER_SECOND = 1e9;

    private final Map<Metric, CounterSnapshot.Builder> counters = new EnumMap<>(Metric.class);
    private final Map<Metric, GaugeSnapshot.Builder> gauges = new EnumMap<>(Metric.class);
    private final Map<Metric, InfoSnapshot.Builder> infos = new EnumMap<>(Metric.class);

    private final Map<Metric, HistogramSnapshot.Builder> histograms = new EnumMap<>(Metric.class);

    void add(Metric metric, Labels labels, long value) {
        switch (metric.type()) {
            case COUNTER ->
                counters.computeIfAbsent(metric, added -> named(CounterSnapshot.builder(), added))
                        .dataPoint(CounterDataPointSnapshot.builder()
                                .labels(labels)
                                .value(value)
                                .build());
            case GAUGE ->
                gauges.computeIfAbsent(metric, added -> named(GaugeSnapshot.builder(), added))
                        .dataPoint(GaugeDataPointSnapshot.builder()
                                .labels(labels)
                                .value(value)
                                .build());
            case HISTOGRAM -> throw new IllegalArgumentException(metric + " has more than one value");
            case INFO ->
                infos.computeIfAbsent(metric, added -> named(InfoSnapshot.builder(), added))
                        .dataPoint(
                                InfoDataPointSnapshot.builder().labels(labels).build());
        }
    }

    void add(Metric metric, Labels labels, TurnTimes times) {
        double[] bounds = new double[TurnTimes.BUCKETS];
        for (int bucket = 0; bucket < bounds.length; bucket++) {
            long boundNs = TurnTimes.boundNs(bucket);
            bounds[bucket] = boundNs == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : boundNs / NS_PER_SECOND;
        }
        long[] counts = times.counts().stream().mapToLong(Long::longValue).toArray();
        histograms
                .computeIfAbsent(metric, added -> named(HistogramSnapshot.builder(), added))
                .dataPoint(HistogramDataPointSnapshot.builder()
                        .labels(labels)
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
                        .sum(times.sumNs() / NS_PER_SECOND)
                        .build());
    }

    private static <B extends MetricSnapshot.Builder<B>> B named(B builder, Metric metric) {
        builder.name(metric.family()).help(metric.help());
        if (metric.type() == Metric.Type.HISTOGRAM) {
            return builder.unit(Unit.SECONDS);
        }
        return metric.countsBytes() ? builder.unit(Unit.BYTES) : builder;
    }

    MetricSnapshots all() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        counters.values().forEach(counter -> all.metricSnapshot(counter.build()));
        gauges.values().forEach(gauge -> all.metricSnapshot(gauge.build()));
        histograms.values().forEach(histogram -> all.metricSnapshot(histogram.build()));
        infos.values().forEach(info -> all.metricSnapshot(info.build()));
        return all.build();
    }
}
