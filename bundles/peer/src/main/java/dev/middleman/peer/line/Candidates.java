package dev.middleman.peer.line;

import dev.middleman.api.net.Endpoint;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The endpoints that a leg may latch at: which is next, which are this leg's for now, which are taken. For one thread. */
final class Candidates {
    private final List<Endpoint> endpoints;
    private final Claims claims;
    private final Set<Endpoint> tried = new HashSet<>();
    private final Set<Endpoint> busy = new HashSet<>();
    private int current = -1;

    Candidates(List<Endpoint> endpoints, Claims claims) {
        this.endpoints = endpoints;
        this.claims = claims;
    }

    /** The next one that is not taken, in turn; null when all are. */
    Endpoint next() {
        for (int step = 1; step <= endpoints.size(); step++) {
            int index = (current + step) % endpoints.size();
            Endpoint candidate = endpoints.get(index);
            if (!busy.contains(candidate) && claims.claim(candidate)) {
                tried.add(candidate);
                current = index;
                return candidate;
            }
        }
        return null;
    }

    /** Whether the leg knocked there and has not given it back. */
    boolean isTried(Endpoint endpoint) {
        return tried.contains(endpoint);
    }

    /** The middle-man says that another line uses it. */
    void busy(Endpoint endpoint) {
        busy.add(endpoint);
        release(endpoint);
    }

    /** Gives all others back; all of them when {@code endpoint} is null. */
    void keepOnly(Endpoint endpoint) {
        Set<Endpoint> others = new HashSet<>(tried);
        others.remove(endpoint);
        others.forEach(this::release);
    }

    private void release(Endpoint endpoint) {
        tried.remove(endpoint);
        claims.release(endpoint);
    }
}
