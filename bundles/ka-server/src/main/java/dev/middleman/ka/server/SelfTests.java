package dev.middleman.ka.server;

import dev.middleman.api.time.Deadline;
import dev.middleman.wire.control.Commit;
import dev.middleman.wire.control.CommitLeg;
import dev.middleman.wire.control.Granted;
import dev.middleman.wire.control.GrantedLeg;
import dev.middleman.wire.control.Hold;
import dev.middleman.wire.id.Octets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tries middle-men before anyone is introduced to them, and now and then afterwards: asks for a session as for two peers,
 * and plays both. A full middle-man has not failed and is tried again later; one that fails twice in a row is let go. Lives
 * in turns.
 */
final class SelfTests {
    /** Failures in a row after which a middle-man is let go. */
    static final int MAX_FAILURES = 2;

    private static final int MAX_AT_ONCE = 64;
    private static final int TXN_BYTES = 8;
    private static final long ATTEMPT_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LATER_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long OFTEN_NS = TimeUnit.MINUTES.toNanos(5);
    private static final long RARELY_NS = TimeUnit.MINUTES.toNanos(15);
    private static final Commit DETAILS = new Commit(CommitLeg.KNOCK, CommitLeg.KNOCK);

    /** What came of one attempt. */
    private enum Verdict {
        PASSED,
        FAILED,
        /** It has no room, or the server has too much to do. */
        LATER
    }

    private final Means means;
    private final Optional<Rehearsal> rehearsal;
    private final Set<Attempt> running = new HashSet<>();

    /** @param rehearsal empty: every middle-man passes untried, as without {@link KaSettings#selfTest()} */
    SelfTests(Means means, Optional<Rehearsal> rehearsal) {
        this.means = means;
        this.rehearsal = rehearsal;
    }

    /**
     * Tries a middle-man now, and again and again as long as it is registered and middle-men are tried.
     *
     * @param outcome told after every attempt that decides something: {@code true} when it may stay
     */
    void begin(Middleman middleman, Consumer<Boolean> outcome) {
        if (middleman.isGone()) {
            return;
        }
        if (rehearsal.isEmpty() || !means.settings().selfTest()) {
            middleman.passed();
            outcome.accept(true);
        } else if (running.size() >= MAX_AT_ONCE || !middleman.hasRoom()) {
            decided(middleman, outcome, Verdict.LATER);
        } else {
            Attempt attempt = new Attempt(middleman, outcome);
            running.add(attempt);
            attempt.start();
        }
    }

    private void decided(Middleman middleman, Consumer<Boolean> outcome, Verdict verdict) {
        if (middleman.isGone()) {
            outcome.accept(true); // whoever still waits for an answer will see so
            return;
        }
        long waitNs = OFTEN_NS + means.random().nextLong(RARELY_NS - OFTEN_NS);
        switch (verdict) {
            case PASSED -> middleman.passed();
            case LATER -> waitNs = middleman.isTested() ? waitNs : LATER_NS;
            default -> waitNs = AGAIN_NS;
        }
        if (verdict == Verdict.FAILED && middleman.failedOne() >= MAX_FAILURES) {
            outcome.accept(false);
            return;
        }
        middleman.testAgain(means.agenda().may(waitNs, () -> begin(middleman, outcome)));
        if (verdict != Verdict.FAILED) {
            outcome.accept(true);
        }
    }

    /** Ends what is under way; sockets are closed within two seconds. */
    void close() {
        Set.copyOf(running).forEach(attempt -> attempt.end(Verdict.LATER));
    }

    /** One attempt. */
    private final class Attempt {
        private final Middleman middleman;
        private final Consumer<Boolean> outcome;
        private Octets handle;
        private Deadline guard = () -> false;
        private boolean over;

        Attempt(Middleman middleman, Consumer<Boolean> outcome) {
            this.middleman = middleman;
            this.outcome = outcome;
        }

        void start() {
            guard = means.agenda().may(ATTEMPT_NS, () -> end(Verdict.FAILED));
            Hold hold = new Hold(means.secret(TXN_BYTES), middleman.families(), 0, KaSettings.HOLD_TTL_SECONDS);
            middleman.link().hold(hold).whenComplete((held, noAnswer) -> means.agenda()
                    .turn(() -> onHold(held)));
        }

        /** @param held null when there was no answer, empty when the answer was no */
        private void onHold(Optional<Octets> held) {
            if (over) {
                Optional.ofNullable(held).flatMap(late -> late).ifPresent(middleman.link()::release);
            } else if (held == null) {
                end(Verdict.FAILED);
            } else if (held.isEmpty()) {
                end(Verdict.LATER);
            } else {
                handle = held.get();
                middleman.link().commit(handle, DETAILS).whenComplete((granted, noAnswer) -> means.agenda()
                        .turn(() -> onCommit(granted)));
            }
        }

        private void onCommit(Optional<Granted> granted) {
            if (over) {
                return;
            }
            Optional<Rehearsal.Part> a =
                    Optional.ofNullable(granted).flatMap(g -> g.map(Granted::a)).flatMap(this::part);
            Optional<Rehearsal.Part> b =
                    Optional.ofNullable(granted).flatMap(g -> g.map(Granted::b)).flatMap(this::part);
            if (a.isEmpty() || b.isEmpty()) {
                end(Verdict.FAILED);
            } else {
                rehearsal.orElseThrow().play(a.get(), b.get(), well -> end(well ? Verdict.PASSED : Verdict.FAILED));
            }
        }

        /** Only at an address that it registered with: what it says later must not point at a stranger. */
        private Optional<Rehearsal.Part> part(GrantedLeg leg) {
            return Lines.endpoints(middleman, leg, middleman.families()).stream()
                    .filter(endpoint -> endpoint.sameAddress(middleman.firstAddress()))
                    .findFirst()
                    .map(endpoint -> new Rehearsal.Part(endpoint, leg.sid(), leg.key()));
        }

        private void end(Verdict verdict) {
            if (over) {
                return;
            }
            over = true;
            guard.cancel();
            running.remove(this);
            if (handle != null) {
                middleman.link().release(handle);
            }
            decided(middleman, outcome, verdict);
        }
    }
}
