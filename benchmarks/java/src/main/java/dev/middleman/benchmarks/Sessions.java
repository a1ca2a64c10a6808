package dev.middleman.benchmarks;

import dev.middleman.api.net.Families;
import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.HoldResult;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.LegGrant;
import dev.middleman.api.relay.Relay;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Opens sessions at a middle-man, as a look-up server would. Used by one thread. */
final class Sessions {
    /** Requests under way at a time: fewer than any command queue holds. */
    private static final int AT_ONCE = 64;

    private static final HoldRequest HOLD = new HoldRequest(0, Families.IP4, 0, 10);
    private static final CommitRequest COMMIT = new CommitRequest(LatchMode.KNOCK, LatchMode.KNOCK);

    private final Relay relay;

    Sessions(Relay relay) {
        this.relay = relay;
    }

    /**
     * Opens sessions that wait for their peers.
     *
     * @return two lines a session, caller first: sid and key as hex digits, then the relay ports
     * @throws IllegalStateException when the middle-man refuses one
     */
    List<String> open(int count) {
        List<String> legs = new ArrayList<>(2 * count);
        for (int opened = 0; opened < count; opened += AT_ONCE) {
            List<CompletionStage<CommitResult>> asked = new ArrayList<>(AT_ONCE);
            for (int i = opened; i < Math.min(count, opened + AT_ONCE); i++) {
                asked.add(relay.hold(HOLD).thenCompose(this::commit));
            }
            for (CompletionStage<CommitResult> answer : asked) {
                addLegs(legs, answer.toCompletableFuture().join());
            }
        }
        return legs;
    }

    private CompletionStage<CommitResult> commit(HoldResult result) {
        if (result instanceof HoldResult.Held held) {
            return relay.commit(held.handle(), COMMIT);
        }
        throw new IllegalStateException("a session was refused: " + ((HoldResult.Refused) result).reason());
    }

    private static void addLegs(List<String> legs, CommitResult result) {
        if (!(result instanceof CommitResult.Granted granted)) {
            throw new IllegalStateException("a session was not granted");
        }
        legs.add(line(granted.a()));
        legs.add(line(granted.b()));
    }

    private static String line(LegGrant leg) {
        String ports = leg.ports().stream().map(String::valueOf).collect(Collectors.joining(" "));
        return "%016x %s %s".formatted(leg.sid(), HexFormat.of().formatHex(leg.key()), ports);
    }
}
