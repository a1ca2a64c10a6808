package dev.middleman.policy.traffic;

import dev.middleman.api.relay.Drain;
import dev.middleman.api.relay.Relay;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;

/**
 * Lets a middle-man drain when it has forwarded what it may: looks once a second, and says so once to each. Thread-safe; called
 * on the expiry thread and on those of the shards that answer.
 */
final class VolumeWatch {
    private static final long EVERY_NS = TimeUnit.SECONDS.toNanos(1);

    private final Map<String, Relay> relays = new ConcurrentHashMap<>();
    private final Map<String, Drain> drains = new ConcurrentHashMap<>();
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private long lookedNs;
    private boolean looked;

    void add(String middleman, Relay relay) {
        told.remove(middleman);
        relays.put(middleman, relay);
    }

    void remove(String middleman, Relay relay) {
        relays.remove(middleman, relay);
    }

    void add(String middleman, Drain drain) {
        drains.put(middleman, drain);
    }

    void remove(String middleman, Drain drain) {
        drains.remove(middleman, drain);
    }

    /** @param isSpent whether so many bytes are what may be forwarded */
    void look(long nowNs, LongPredicate isSpent) {
        if (isDue(nowNs)) {
            relays.forEach((name, relay) -> relay.totals().thenAccept(totals -> {
                if (isSpent.test(totals.forwardedBytes())) {
                    drain(name);
                }
            }));
        }
    }

    private synchronized boolean isDue(long nowNs) {
        if (looked && nowNs - lookedNs < EVERY_NS) {
            return false;
        }
        looked = true;
        lookedNs = nowNs;
        return true;
    }

    private void drain(String middleman) {
        Drain drain = drains.get(middleman);
        if (drain != null && told.add(middleman) && drain.secondsLeft().isEmpty()) {
            drain.begin(Drain.USUAL_SECONDS);
        }
    }
}
