package dev.middleman.engine.table;

import dev.middleman.api.memory.TableMemory;

/** Finds the leg that is latched to a remote address at a relay port: one probe per datagram, as a rule. */
public final class FlowIndex extends LegIndex {
    private static final int PLACES_PER_SESSION = 4;

    private final Legs legs;
    private final long seed;

    FlowIndex(TableMemory memory, Legs legs, int sessions, long seed) {
        super(memory, sessions * PLACES_PER_SESSION);
        this.legs = legs;
        this.seed = seed;
    }

    /** @return the leg, or -1 */
    public int find(int relayPort, long high, long low, int port) {
        int hash = hash(relayPort, high, low, port);
        int place = home(hash);
        int entry = entryAt(place);
        while (entry != 0) {
            if (tagMatches(entry, hash)) {
                int leg = Slots.legOf(entry & REF_MASK);
                if (legs.isAt(leg, relayPort, high, low, port)) {
                    return leg;
                }
            }
            place = next(place);
            entry = entryAt(place);
        }
        return -1;
    }

    @Override
    int hashOf(int ref) {
        int leg = Slots.legOf(ref);
        return hash(legs.relayPort(leg), legs.high(leg), legs.low(leg), legs.port(leg));
    }

    private int hash(int relayPort, long high, long low, int port) {
        long ports = (long) relayPort << 48 | (long) port << 32;
        return Mix.fold(Mix.mix(Mix.mix(low ^ seed) + (high ^ ports)));
    }
}
