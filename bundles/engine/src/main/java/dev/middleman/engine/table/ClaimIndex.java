package dev.middleman.engine.table;

import dev.middleman.api.memory.TableMemory;

/**
 * Finds the leg that claims an IP address at a relay port, whatever the remote port: legs in modes A and H. Asked only for
 * datagrams that no latched leg is found for, and when legs latch.
 */
final class ClaimIndex extends LegIndex {
    /** Two legs in three places. */
    private static final int PLACES_PER_SESSION = 3;

    private final Legs legs;
    private final long seed;

    ClaimIndex(TableMemory memory, Legs legs, int sessions, long seed) {
        super(memory, sessions * PLACES_PER_SESSION);
        this.legs = legs;
        this.seed = seed;
    }

    /** @return the leg, or -1 */
    int find(int relayPort, long high, long low) {
        int hash = hash(relayPort, high, low);
        int place = home(hash);
        int entry = entryAt(place);
        while (entry != 0) {
            if (tagMatches(entry, hash)) {
                int leg = Slots.legOf(entry & REF_MASK);
                if (legs.claims(leg, relayPort, high, low)) {
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
        return hash(legs.claimedPort(leg), legs.high(leg), legs.low(leg));
    }

    private int hash(int relayPort, long high, long low) {
        return Mix.fold(Mix.ofPort(relayPort, high, low, seed));
    }
}
