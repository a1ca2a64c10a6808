package dev.middleman.metrics;

import dev.middleman.api.cluster.ClusterTotals;
import dev.middleman.api.ka.KaTotals;
import dev.middleman.api.ka.Registrations;
import dev.middleman.api.relay.DropReason;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.Totals;
import dev.middleman.api.relay.TurnTimes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Figures to tell. */
final class Some {
    private Some() {}

    static Totals totals(long received, long live, long opened) {
        return new Totals(
                received,
                12_339,
                4,
                Map.of(DropReason.UNKNOWN_SOURCE, 7L),
                987_654,
                Map.of(LatchMode.KNOCK, 2 * opened),
                1,
                1,
                2,
                live,
                opened,
                opened - live,
                19,
                100,
                2,
                64,
                turns());
    }

    /** One in the first bucket, two in the second, and so on. */
    private static TurnTimes turns() {
        return new TurnTimes(
                LongStream.rangeClosed(1, TurnTimes.BUCKETS).boxed().toList(), 2_500_000_000L);
    }

    static KaTotals ka(long peers, long introduced) {
        return new KaTotals(peers, 3, 44, 5, 6, 7, 8, 99, 10, 11, 12, introduced, 13);
    }

    static ClusterTotals cluster(long elsewhere) {
        return new ClusterTotals(elsewhere, 151, 162, 3, 14, 25, 36, 4);
    }

    /** Of a node that has everything. */
    static Figures figures(Totals totals, KaTotals ka) {
        return new Figures(
                List.of(new Figures.OfMiddleman(
                        "m1",
                        Optional.of(totals),
                        true,
                        Optional.of("ffm"),
                        Map.of(Registrations.State.REGISTERED, 2L))),
                List.of(ka),
                List.of(new Figures.OfCluster(3, cluster(ka.peers()))),
                Optional.of(1),
                Optional.of(0L));
    }

    static Figures figures() {
        return figures(totals(12_350, 57, 123), ka(40, 30));
    }
}
