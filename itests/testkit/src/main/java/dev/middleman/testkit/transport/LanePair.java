package dev.middleman.testkit.transport;

import dev.middleman.api.transport.Handover;
import dev.middleman.api.transport.Lane;

/** Two lanes in mid swap: the former receives, the next waits. */
record LanePair(Lane former, Handover formerSide, Lane next, Handover nextSide) {

    /** Answers whether one of the two could steer. */
    boolean steer() {
        return steer(0, next.ports().length);
    }

    /** The same for some ports. */
    boolean steer(int from, int to) {
        return formerSide.steer(from, to) || nextSide.steer(from, to);
    }

    /** Both look, in the order that lets nothing be overtaken. Answers what they found. */
    int look() {
        return formerSide.look() + nextSide.look();
    }

    /** Answers the next lane, which has the ports then. */
    Lane complete() {
        formerSide.complete();
        nextSide.complete();
        former.close();
        return next;
    }

    /** Answers the former lane, which has the ports again. */
    Lane cancel() {
        nextSide.cancel();
        formerSide.cancel();
        return former;
    }
}
