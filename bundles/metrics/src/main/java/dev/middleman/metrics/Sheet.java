package dev.middleman.metrics;

import dev.middleman.api.cluster.ClusterTotals;
import dev.middleman.api.ka.KaTotals;
import dev.middleman.api.ka.Registrations;
import dev.middleman.api.relay.DropReason;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.Totals;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Figures as families of samples: what is told, what is withheld, and under which label. For one thread. */
final class Sheet {
    private final Samples samples = new Samples();

    private Sheet() {}

    static MetricSnapshots of(Figures figures) {
        Sheet sheet = new Sheet();
        figures.middleMen().forEach(sheet::add);
        if (!figures.kaServers().isEmpty()) {
            sheet.addKa(figures.kaServers());
        }
        if (!figures.clusters().isEmpty()) {
            sheet.addCluster(figures.clusters());
        }
        figures.level().ifPresent(level -> sheet.samples.add(Metric.LEVEL, Labels.EMPTY, level));
        figures.clockJumps().ifPresent(jumps -> sheet.samples.add(Metric.CLOCK_JUMPS, Labels.EMPTY, jumps));
        return sheet.samples.all();
    }

    private void add(Figures.OfMiddleman one) {
        Labels labels = Labels.of("middleman", one.name());
        samples.add(Metric.UP, labels, one.totals().isPresent() ? 1 : 0);
        one.totals().ifPresent(totals -> {
            addTraffic(totals, labels);
            addSessions(totals, labels);
        });
        samples.add(Metric.DRAINING, labels, one.draining() ? 1 : 0);
        one.transport().ifPresent(name -> samples.add(Metric.TRANSPORT, labels.add("transport", name), 1));
        for (Registrations.State state : Registrations.State.values()) {
            long count = one.registrations().getOrDefault(state, 0L);
            samples.add(Metric.REGISTRATIONS, labels.add("state", word(state)), count);
        }
    }

    private void addTraffic(Totals totals, Labels labels) {
        samples.add(Metric.RECEIVED, labels, totals.received());
        samples.add(Metric.FORWARDED, labels, totals.forwarded());
        samples.add(Metric.KNOCKS, labels, totals.knocks());
        samples.add(Metric.BYTES, labels, totals.forwardedBytes());
        samples.add(Metric.TURNS, labels, totals.turns());
        for (DropReason reason : DropReason.values()) {
            long count = totals.dropped().get(reason);
            samples.add(Metric.DROPPED, labels.add("reason", word(reason)), count);
        }
    }

    private void addSessions(Totals totals, Labels labels) {
        long now = totals.held() + totals.reserved() + totals.live();
        addUnlessFew(Metric.SESSIONS, Metric.SESSIONS_FEW, labels, now);
        samples.add(Metric.CAPACITY, labels, totals.capacity());
        samples.add(Metric.OPENED, labels, Few.inSteps(totals.opened()));
        samples.add(Metric.ENDED, labels, Few.inSteps(totals.expired()));
        samples.add(Metric.MOVED, labels, Few.inSteps(totals.moved()));
        samples.add(Metric.REFUSED, labels, Few.inSteps(totals.refused()));
        for (LatchMode mode : LatchMode.values()) {
            long count = totals.latched().get(mode);
            samples.add(Metric.LATCHED, labels.add("mode", word(mode)), Few.inSteps(count));
        }
        samples.add(Metric.SHARDS, labels, totals.shards());
        samples.add(Metric.PORTS, labels, totals.ports());
    }

    private void addUnlessFew(Metric metric, Metric few, Labels labels, long now) {
        samples.add(few, labels, Few.isFew(now) ? 1 : 0);
        if (!Few.isFew(now)) {
            samples.add(metric, labels, now);
        }
    }

    /** Several in one process are one to the reader: nothing tells them apart but their addresses. */
    private void addKa(List<KaTotals> servers) {
        addUnlessFew(Metric.KA_PEERS, Metric.KA_PEERS_FEW, Labels.EMPTY, sum(servers, KaTotals::peers));
        add(Metric.KA_MIDDLEMEN, servers, KaTotals::middleMen);
        add(Metric.KA_MIDDLEMEN_DROPPED, servers, KaTotals::middleMenDropped);
        addInSteps(Metric.KA_LOOKUPS, servers, KaTotals::lookUps);
        addInSteps(Metric.KA_REFUSED, servers, KaTotals::refused);
        addInSteps(Metric.KA_UNAVAILABLE, servers, KaTotals::unavailable);
        addInSteps(Metric.KA_OVER_ASKED, servers, KaTotals::overAsked);
        addInSteps(Metric.KA_OFFERS, servers, KaTotals::offers);
        addInSteps(Metric.KA_HOLDS_ASKED, servers, KaTotals::holdsAsked);
        addInSteps(Metric.KA_HOLDS_GRANTED, servers, KaTotals::holdsGranted);
        addInSteps(Metric.KA_RACES_WON, servers, KaTotals::racesWon);
        addInSteps(Metric.KA_COMMITS_FAILED, servers, KaTotals::commitsFailed);
        addInSteps(Metric.KA_INTRODUCED, servers, KaTotals::introduced);
    }

    private void addCluster(List<Figures.OfCluster> clusters) {
        add(Metric.CLUSTER_MEMBERS, clusters, Figures.OfCluster::members);
        List<ClusterTotals> totals =
                clusters.stream().map(Figures.OfCluster::totals).toList();
        addUnlessFew(
                Metric.CLUSTER_PEERS, Metric.CLUSTER_PEERS_FEW, Labels.EMPTY, sum(totals, ClusterTotals::elsewhere));
        add(Metric.CLUSTER_CHANGES, totals, ClusterTotals::changes);
        addInSteps(Metric.CLUSTER_SENT, totals, ClusterTotals::sent);
        addInSteps(Metric.CLUSTER_RECEIVED, totals, ClusterTotals::received);
        addInSteps(Metric.CLUSTER_UNSENT, totals, ClusterTotals::unsent);
        add(Metric.CLUSTER_MALFORMED, totals, ClusterTotals::malformed);
        addInSteps(Metric.CLUSTER_UNTAKEN, totals, ClusterTotals::untaken);
        addInSteps(Metric.CLUSTER_UNKNOWN, totals, ClusterTotals::unknown);
    }

    private <T> void add(Metric metric, List<T> all, ToLongFunction<T> figure) {
        samples.add(metric, Labels.EMPTY, sum(all, figure));
    }

    private <T> void addInSteps(Metric metric, List<T> all, ToLongFunction<T> figure) {
        samples.add(metric, Labels.EMPTY, Few.inSteps(sum(all, figure)));
    }

    private static <T> long sum(List<T> all, ToLongFunction<T> figure) {
        return all.stream().mapToLong(figure).sum();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
