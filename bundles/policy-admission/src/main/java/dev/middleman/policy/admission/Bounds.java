package dev.middleman.policy.admission;

import dev.middleman.api.policy.CapacityRequest;
import dev.middleman.api.policy.NodeLoad;
import dev.middleman.api.relay.Refusal;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * How busy a middle-man may be, and for whom. Immutable; thread-safe.
 *
 * @param sessionPercent of the node's capacity, 1 to 100
 * @param kbitPerSecond forwarded in the last ten seconds, mean, kbit/s; 0 for no bound
 * @param turnMicros that 99 % of the turns in the last ten seconds keep to, us; 0 for no bound
 * @param loadPercent of each processor core, in the last minute; 0 for no bound
 * @param servers the pins of KA servers that are served; empty for all
 */
record Bounds(int sessionPercent, int kbitPerSecond, int turnMicros, int loadPercent, Set<String> servers) {
    private static final int MOST_KBIT = 2_000_000_000;
    private static final int MOST_MICROS = 30_000;
    private static final int MOST_LOAD = 10_000;
    private static final int MOST_TURNS_PERCENT = 99;
    private static final long NS_PER_US = 1_000;

    /** @throws IllegalArgumentException names the setting, its value and the range */
    Bounds {
        check("sessionPercent", sessionPercent, 1, 100);
        check("kbitPerSecond", kbitPerSecond, 0, MOST_KBIT);
        check("turnMicros", turnMicros, 0, MOST_MICROS);
        check("loadPercent", loadPercent, 0, MOST_LOAD);
        servers = Set.copyOf(servers);
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " " + value + " is not in " + least + ".." + most);
        }
    }

    /** @param systemLoadPercent asked only when there is a bound on it; below 0 when the system does not tell */
    Optional<Refusal> refusal(CapacityRequest request, DoubleSupplier systemLoadPercent) {
        NodeLoad load = request.load();
        if (!servers.isEmpty() && !servers.contains(request.server())) {
            return Optional.of(Refusal.NOT_SERVED);
        }
        if (load.sessions() >= mostSessions(load.capacity())) {
            return Optional.of(Refusal.FULL);
        }
        boolean busy = kbitPerSecond > 0 && load.kbitPerSecond() > kbitPerSecond
                || turnMicros > 0 && load.turns().withinNs(MOST_TURNS_PERCENT) > turnMicros * NS_PER_US
                || loadPercent > 0 && systemLoadPercent.getAsDouble() > loadPercent;
        return busy ? Optional.of(Refusal.BUSY) : Optional.empty();
    }

    private int mostSessions(int capacity) {
        return Math.max(1, (int) ((long) capacity * sessionPercent / 100));
    }
}
