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

    String ruleOf(Octets realm) {
        return rules.getOrDefault(realm, Policies.DEFAULT_RULE);
    }
}
