package dev.middleman.health;

import dev.middleman.api.relay.Drain;
import dev.middleman.api.relay.Relay;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which middle-men drain. Stateless. */
final class Draining {
    private Draining() {}

    static Set<String> names(List<Map.Entry<Map<String, Object>, Drain>> drains) {
        Set<String> names = new TreeSet<>();
        for (Map.Entry<Map<String, Object>, Drain> drain : drains) {
            if (drain.getValue().secondsLeft().isPresent()) {
                names.add((String) drain.getKey().get(Relay.NAME));
            }
        }
        return names;
    }
}
