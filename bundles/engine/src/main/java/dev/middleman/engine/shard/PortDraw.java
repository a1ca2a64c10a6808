package dev.middleman.engine.shard;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Draws the relay ports that a LINE lists. Stateless. */
final class PortDraw {
    private PortDraw() {}

    /**
     * Up to {@link ShardSettings#LISTED_PORTS} different ports. The leg's sid is the seed: it is random, and so a commit that
     * is repeated lists the same ports again without anybody having to keep them.
     */
    static List<Integer> draw(int[] ports, long sid) {
        SplittableRandom random = new SplittableRandom(sid);
        int count = Math.min(ShardSettings.LISTED_PORTS, ports.length);
        List<Integer> drawn = new ArrayList<>(count);
        while (drawn.size() < count) {
            int port = ports[random.nextInt(ports.length)];
            if (!drawn.contains(port)) {
                drawn.add(port);
            }
        }
        return drawn;
    }
}
