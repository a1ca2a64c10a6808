package dev.middleman.ka.server;

import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.id.Octets;
import java.util.function.Consumer;

/** How a KA server plays both peers of a session, to see whether a middle-man forwards. Lives in turns. */
@FunctionalInterface
interface Rehearsal {
    /**
     * One side.
     *
     * @param at relay address and port to knock at
     * @param sid names the leg
     * @param key of the leg, 16 bytes
     */
    record Part(Endpoint at, long sid, Octets key) {
        /** Says nothing: sid and key are secrets. */
        @Override
        public String toString() {
            return "Part[hidden]";
        }
    }

    /** Latches both legs and sends a datagram each way. {@code done} is told once, in a turn, whether both came across. */
    void play(Part a, Part b, Consumer<Boolean> done);
}
