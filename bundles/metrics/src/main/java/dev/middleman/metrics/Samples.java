package dev.middleman.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
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
    private final Map<Metric, CounterSnapshot.Builder> counters = new EnumMap<>(Metric.class);
    private final Map<Metric, GaugeSnapshot.Builder> gauges = new EnumMap<>(Metric.class);
    private final Map<Metric, InfoSnapshot.Builder> infos = new EnumMap<>(Metric.class);

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
            case INFO ->
                infos.computeIfAbsent(metric, added -> named(InfoSnapshot.builder(), added))
                        .dataPoint(
                                InfoDataPointSnapshot.builder().labels(labels).build());
        }
    }

    private static <B extends MetricSnapshot.Builder<B>> B named(B builder, Metric metric) {
        builder.name(metric.family()).help(metric.help());
        return metric.countsBytes() ? builder.unit(Unit.BYTES) : builder;
    }

    MetricSnapshots all() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        counters.values().forEach(counter -> all.metricSnapshot(counter.build()));
        gauges.values().forEach(gauge -> all.metricSnapshot(gauge.build()));
        infos.values().forEach(info -> all.metricSnapshot(info.build()));
        return all.build();
    }
}
