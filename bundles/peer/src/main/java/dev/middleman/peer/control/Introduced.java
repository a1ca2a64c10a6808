package dev.middleman.peer.control;

import dev.middleman.peer.line.Leg;
import dev.middleman.peer.seal.LineSecret;
import dev.middleman.wire.control.Line;
import java.util.ArrayList;
import java.util.List;

/**
 * The outcome of an introduction.
 *
 * @param legs this side's legs, one at each middle-man, 1 or more
 * @param secret shared with the other side, who is whom it should be
 */
public record Introduced(List<Leg> legs, LineSecret secret) {

    static Introduced by(Line line, LineSecret secret) {
        List<Leg> legs = new ArrayList<>();
        legs.add(new Leg(line.sid(), line.key().toArray(), line.endpoints(), line.mode()));
        line.more().forEach(more -> legs.add(new Leg(more.sid(), more.key().toArray(), more.endpoints(), line.mode())));
        return new Introduced(legs, secret);
    }
}
