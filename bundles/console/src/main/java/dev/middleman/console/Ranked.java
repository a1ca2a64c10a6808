package dev.middleman.console;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Services in the order in which a reference to a single one would take them. Stateless. */
final class Ranked {
    private Ranked() {}

    /** By ranking, then by age. */
    static <T> List<T> ranked(List<Map.Entry<Map<String, Object>, T>> services) {
        Comparator<Map.Entry<Map<String, Object>, T>> byRanking = Comparator.comparingInt(
                service -> service.getKey().get("service.ranking") instanceof Integer ranking ? -ranking : 0);
        return services.stream()
                .sorted(byRanking.thenComparingLong(
                        service -> (Long) service.getKey().get("service.id")))
                .map(Map.Entry::getValue)
                .toList();
    }
}
