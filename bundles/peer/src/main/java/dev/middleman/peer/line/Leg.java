package dev.middleman.peer.line;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a KA server told about this side of a line.
 *
 * @param sid names the leg in knock frames
 * @param key 16 bytes, the leg's secret
 * @param endpoints of the middle-man, 1 or more, the order to try them in
 * @param mode K, or A for the agent of a program
 */
public record Leg(long sid, byte[] key, List<Endpoint> endpoints, LatchMode mode) {

    public Leg {
        endpoints = List.copyOf(endpoints);
    }

    /** A leg that latches by knock. */
    public Leg(long sid, byte[] key, List<Endpoint> endpoints) {
        this(sid, key, endpoints, LatchMode.KNOCK);
    }

    /** The same leg with a key of its own. */
    public Leg fresh() {
        return new Leg(sid, key.clone(), endpoints, mode);
    }

    /**
     * Leaves out what the local socket cannot reach, and lets the families take turns: when one of them does not work
     * here, the second attempt is already one of the other.
     */
    public Leg reachableBy(Families local) {
        List<Endpoint> ip4 =
                endpoints.stream().filter(e -> e.isIp4() && local.hasIp4()).toList();
        List<Endpoint> ip6 =
                endpoints.stream().filter(e -> !e.isIp4() && local.hasIp6()).toList();
        boolean ip4First = endpoints.stream().findFirst().map(Endpoint::isIp4).orElse(true);
        List<Endpoint> first = ip4First ? ip4 : ip6;
        List<Endpoint> second = ip4First ? ip6 : ip4;
        List<Endpoint> ordered = new ArrayList<>();
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            if (i < first.size()) {
                ordered.add(first.get(i));
            }
            if (i < second.size()) {
                ordered.add(second.get(i));
            }
        }
        return new Leg(sid, key, ordered, mode);
    }

    /** Says nothing. */
    @Override
    public String toString() {
        return "Leg[hidden]";
    }
}
