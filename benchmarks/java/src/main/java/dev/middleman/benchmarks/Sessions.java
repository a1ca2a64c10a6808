package dev.middleman.benchmarks;

import dev.middleman.api.net.Families;
import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.HoldResult;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.LegGrant;
import dev.middleman.api.relay.Relay;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Opens sessions at a middle-man, as a look-up server would. Used by one thread. */
final class Sessions {
    /** Requests under way at a time: fewer than any command queue holds. */
    private static final int AT_ONCE = 64;
    /** All of them knock long before the 30 s are over that a session waits for its peers. */
    private static final int MOST_WAITING = 10_000;

    private static final int REHEARSED = 20_000;
    private static final int LOOK_EACH = 16 * AT_ONCE;
    private static final long WAIT_NS = 1_000_000;

    private static final HoldRequest HOLD = new HoldRequest(0, Families.IP4, 0, 10);
    private static final CommitRequest COMMIT = new CommitRequest(LatchMode.KNOCK, LatchMode.KNOCK);

    private final Relay relay;

    Sessions(Relay relay) {
        this.relay = relay;
    }

    /**
     * Opens sessions, but no more than {@value #MOST_WAITING} that their peers have not come to yet.
     *
     * @param legs gets two lines a session, caller first: sid and key as hex digits, then the relay ports
     * @throws IllegalStateException when the middle-man refuses one
     */
    void open(int count, Writer legs) throws IOException {
        for (int opened = 0; opened < count; opened += AT_ONCE) {
            List<CompletionStage<CommitResult>> asked = new ArrayList<>(AT_ONCE);
            for (int i = opened; i < Math.min(count, opened + AT_ONCE); i++) {
                asked.add(relay.hold(HOLD).thenCompose(this::commit));
            }
            for (CompletionStage<CommitResult> answer : asked) {
                addLegs(legs, answer.toCompletableFuture().join());
            }
            legs.flush();
            if (opened % LOOK_EACH == 0) {
                waitForPeers();
            }
        }
    }

    /** Opens and releases many sessions, so that no measurement begins with code that was never compiled. */
    void rehearse() {
        for (int done = 0; done < REHEARSED; done += AT_ONCE) {
            List<CompletionStage<?>> asked = new ArrayList<>(AT_ONCE);
            for (int i = 0; i < AT_ONCE; i++) {
                asked.add(relay.hold(HOLD).thenCompose(this::commitAndRelease));
            }
            asked.forEach(answer -> answer.toCompletableFuture().join());
        }
    }

    private CompletionStage<Void> commitAndRelease(HoldResult result) {
        return commit(result).thenCompose(done -> relay.release(((HoldResult.Held) result).handle()));
    }

    private void waitForPeers() {
        while (relay.totals().toCompletableFuture().join().reserved() > MOST_WAITING) {
            LockSupport.parkNanos(WAIT_NS);
        }
    }

    private CompletionStage<CommitResult> commit(HoldResult result) {
        if (result instanceof HoldResult.Held held) {
            return relay.commit(held.handle(), COMMIT);
        }
        throw new IllegalStateException("a session was refused: " + ((HoldResult.Refused) result).reason());
    }

    private static void addLegs(Writer legs, CommitResult result) throws IOException {
        if (!(result instanceof CommitResult.Granted granted)) {
            throw new IllegalStateException("a session was not granted");
        }
        legs.write(line(granted.a()));
        legs.write(line(granted.b()));
    }

    private static String line(LegGrant leg) {
        String ports = leg.ports().stream().map(String::valueOf).collect(Collectors.joining(" "));
        return "%016x %s %s%n".formatted(leg.sid(), HexFormat.of().formatHex(leg.key()), ports);
    }
}
