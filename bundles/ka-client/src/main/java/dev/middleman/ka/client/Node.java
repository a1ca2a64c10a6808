package dev.middleman.ka.client;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.relay.RelayDescription;
import dev.middleman.api.relay.Totals;
import dev.middleman.wire.control.RegisterMiddleman;
import dev.middleman.wire.id.Octets;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * The middle-man, as KA servers get to know it. Immutable; thread-safe.
 *
 * @param relay the middle-man itself
 * @param key what it proves itself with
 * @param operator who runs it, at most 64 characters; empty when not said
 * @param token invite token for servers that ask for one; empty when none
 * @param lifetimeSeconds wanted lifetime of a registration, 30 to 3,600
 */
record Node(Relay relay, KeyPair key, String operator, Octets token, int lifetimeSeconds) {

    private static final String ARMS = "latch-a";
    private static final String HINTS = "latch-h";

    /** How many more sessions there is room for. Completes on a shard's thread. */
    CompletionStage<Integer> free() {
        return relay.totals().thenApply(Node::free);
    }

    static int free(Totals totals) {
        long used = totals.held() + totals.reserved() + totals.live();
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, totals.capacity() - used));
    }

    /** What a registration says. */
    RegisterMiddleman registration(Octets nonce, int free) {
        RelayDescription is = relay.description();
        List<Endpoint> endpoints = Stream.of(is.publicIp4(), is.publicIp6())
                .flatMap(Optional::stream)
                .map(address -> address.withPort(0))
                .toList();
        return new RegisterMiddleman(
                1,
                nonce,
                endpoints,
                free,
                is.kbitPerSecond(),
                is.datagramsPerSecond(),
                is.maxIdleSeconds(),
                operator,
                features(is),
                lifetimeSeconds,
                token);
    }

    private static List<String> features(RelayDescription is) {
        return is.modes().stream()
                .filter(mode -> mode != LatchMode.KNOCK)
                .sorted()
                .map(mode -> mode == LatchMode.ARM ? ARMS : HINTS)
                .toList();
    }

    /** The name only. */
    @Override
    public String toString() {
        return "Node[" + relay.description().name() + "]";
    }
}
