package dev.middleman.peer.control;

import dev.middleman.peer.line.Leg;
import dev.middleman.peer.seal.LineSecret;
import dev.middleman.wire.control.Line;

/**
 * The outcome of an introduction.
 *
 * @param leg this side's leg
 * @param secret shared with the other side, who is whom it should be
 */
public record Introduced(Leg leg, LineSecret secret) {

    static Introduced by(Line line, LineSecret secret) {
        return new Introduced(new Leg(line.sid(), line.key().toArray(), line.endpoints(), line.mode()), secret);
    }
}
