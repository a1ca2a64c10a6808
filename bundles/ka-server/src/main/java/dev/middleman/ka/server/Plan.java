package dev.middleman.ka.server;

import dev.middleman.wire.id.Octets;
import java.util.Map;

/**
 * What a configuration says, read and checked. Immutable.
 *
 * @param rules the rule by which each realm's members are known; empty for every realm
 */
record Plan(KaServer.Place place, KaSettings settings, Admission admission, Map<Octets, String> rules) {
    Plan {
        rules = Map.copyOf(rules);
    }

    /**
     * Whether it can be taken while a server runs by another one. What a socket, a key and the bounds of associations are made
     * with cannot; nor can realms be told apart that were one room, or the other way round.
     */
    boolean canFollow(Plan former) {
        return place.isAt(former.place) && rules.isEmpty() == former.rules.isEmpty();
    }

    String ruleOf(Octets realm) {
        return rules.getOrDefault(realm, Policies.DEFAULT_RULE);
    }
}
