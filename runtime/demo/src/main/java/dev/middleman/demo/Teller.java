package dev.middleman.demo;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.Totals;
import java.util.List;
import java.util.Map;

/** Tells the story while it happens. Called on the story's thread, {@link #offer} on a peer's. */
interface Teller {

    /** Everybody is there. */
    default void stage(int kaPort, long registered, Party alice, Party bob) {}

    /** Bob sees an offer. */
    default void offer(int secondsLeft) {}

    /** So many middle-men offered by now, and both peers were told where to go. */
    default void introduction(long offers, Map<String, List<Endpoint>> introduced) {}

    /** So many of {@link Chatter#ROUNDS} are done. */
    default void talking(int rounds) {}

    /** All was said. */
    default void talked(
            Facts.Traffic traffic, long bytes, Map<String, List<Endpoint>> saw, Map<String, Totals> totals) {}

    /** Nothing is sent for so long. */
    default void waiting(double seconds, int idleSeconds) {}

    /** The session is over, or not. */
    default void silence(boolean expired, double afterSeconds, long lateDropped) {}

    /** All facts are known. */
    void end(Facts facts);
}
