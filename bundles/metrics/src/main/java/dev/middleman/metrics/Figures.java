package dev.middleman.metrics;

import dev.middleman.api.cluster.ClusterTotals;
import dev.middleman.api.ka.KaTotals;
import dev.middleman.api.ka.Registrations;
import dev.middleman.api.relay.Totals;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a page is made of, read once. Exact still; what may be told of it the {@link Sheet} decides.
 *
 * @param middleMen in the order of their names
 * @param kaServers of each one here
 * @param clusters of each one that a KA server here is a member of
 * @param level 0 to 2; empty where nobody knows
 * @param clockJumps since the start; empty without a clock that says
 */
record Figures(
        List<OfMiddleman> middleMen,
        List<KaTotals> kaServers,
        List<OfCluster> clusters,
        Optional<Integer> level,
        Optional<Long> clockJumps) {

    Figures {
        middleMen = List.copyOf(middleMen);
        kaServers = List.copyOf(kaServers);
        clusters = List.copyOf(clusters);
    }

    /**
     * One cluster, as this member sees it.
     *
     * @param members that see each other, this one included; 0 before it is in
     * @param totals of this member
     */
    record OfCluster(int members, ClusterTotals totals) {}

    /**
     * One middle-man.
     *
     * @param name as configured
     * @param totals empty when its shards did not answer in time
     * @param draining whether it takes no new sessions
     * @param transport in use; empty while there is none
     * @param registrations how many KA servers are in each state
     */
    record OfMiddleman(
            String name,
            Optional<Totals> totals,
            boolean draining,
            Optional<String> transport,
            Map<Registrations.State, Long> registrations) {

        OfMiddleman {
            registrations = Map.copyOf(registrations);
        }
    }
}
