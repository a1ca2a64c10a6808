package dev.middleman.transport.ffm;

import java.util.HashMap;
import java.util.Map;

/**
 * Which lane idles how. Immutable.
 *
 * @param common for every lane that is not named
 * @param byLane for lanes by their names, such as {@code m1/shard-0}
 */
record IdlePlan(Idle common, Map<String, Idle> byLane) {
    static final IdlePlan BLOCK = new IdlePlan(Idle.BLOCK, Map.of());

    IdlePlan {
        byLane = Map.copyOf(byLane);
    }

    Idle of(String lane) {
        return byLane.getOrDefault(lane, common);
    }

    /** @throws IllegalArgumentException naming the setting, the value and what is allowed */
    static IdlePlan read(FfmConfig config) {
        Map<String, Idle> byLane = new HashMap<>();
        for (String entry : config.idle_lanes()) {
            int equals = entry.lastIndexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("idle.lanes \"" + entry + "\" is not LANE=STRATEGY");
            }
            String lane = entry.substring(0, equals).strip();
            byLane.put(lane, Idle.of(entry.substring(equals + 1).strip(), config.polls(), config.batchMs()));
        }
        return new IdlePlan(Idle.of(config.idle(), config.polls(), config.batchMs()), byLane);
    }
}
