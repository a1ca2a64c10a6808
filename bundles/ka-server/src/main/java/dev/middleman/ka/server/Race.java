package dev.middleman.ka.server;

import dev.middleman.api.net.Families;
import dev.middleman.api.time.Deadline;
import dev.middleman.wire.control.Commit;
import dev.middleman.wire.control.Granted;
import dev.middleman.wire.control.Hold;
import dev.middleman.wire.id.Octets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One capacity race: asks middle-men to hold, lets the policy pick among those that said yes, commits to the winners and
 * gives the others their capacity back. When a winner cannot commit, the policy picks again. Lives in turns.
 *
 * <p>The losers keep their holds until the winners committed: they are the next best. Holds end by themselves, so a
 * release that gets lost costs a middle-man three seconds of one session's room.
 *
 * <p>Several winners are of different networks, and of different operators where they name one. When there are not so
 * many, fewer win.
 */
final class Race {
    /** What a winner granted. */
    record Won(Middleman middleman, Granted granted) {}

    /** Told how it ended, once. */
    interface Finish {
        /** Takes a deadline of the race, to cancel it when nothing of the look-up shall be left. */
        void plan(Deadline deadline);

        /** Whether both peers could use what this middle-man granted. */
        boolean usable(Middleman middleman, Granted granted);

        /** @param winners 1 or more, in the order in which they committed */
        void won(List<Won> winners);

        /** Nobody could serve. */
        void lost();
    }

    /** One middle-man in this race. */
    private static final class Runner {
        private final Middleman middleman;
        private boolean awaited = true;
        private Octets handle;
        private Granted granted;

        Runner(Middleman middleman) {
            this.middleman = middleman;
        }
    }

    private enum Collecting {
        NOT_YET,
        NOW,
        DONE
    }

    private static final int TXN_BYTES = 8;

    private final Means means;
    private final MiddlemanDesk desk;
    private final Selection selection;
    private final long collectNs;
    private final Finish finish;
    private final List<Runner> runners = new ArrayList<>();
    private final List<Runner> offers = new ArrayList<>();
    /** Asked to commit, and those that did. */
    private final List<Runner> chosen = new ArrayList<>();

    private final int wanted;
    private Collecting collecting = Collecting.NOT_YET;
    private Commit details;
    private long askedNs;
    private boolean over;

    /** @param wanted how many middle-men, 1 or more */
    Race(Means means, MiddlemanDesk desk, Selection selection, int wanted, Finish finish) {
        this.wanted = wanted;
        this.means = means;
        this.desk = desk;
        this.selection = selection;
        this.collectNs = selection.collectNs();
        this.finish = finish;
    }

    /** Asks everyone at once. */
    void start(List<Middleman> middleMen, Party caller, Party target) {
        details = new Commit(caller.leg(), target.leg());
        askedNs = means.agenda().nowNs();
        middleMen.forEach(middleman -> runners.add(new Runner(middleman)));
        plan(TimeUnit.MILLISECONDS.toNanos(waits().holdMs()), this::holdsAreLate);
        for (Runner runner : runners) {
            Families both = used(runner.middleman.families(), caller.af(), target.af());
            Hold hold = new Hold(means.secret(TXN_BYTES), both, 0, KaSettings.HOLD_TTL_SECONDS);
            means.counters().add(Counters.Count.HOLDS_ASKED);
            runner.middleman.link().hold(hold).whenComplete((handle, noAnswer) -> means.agenda()
                    .turn(() -> onHold(runner, handle)));
        }
        goOn();
    }

    /** Ends it without a winner being told; everything held goes back. */
    void abandon() {
        if (!over) {
            end();
        }
    }

    private void plan(long delayNs, Runnable task) {
        finish.plan(means.agenda().may(delayNs, task));
    }

    private KaSettings.Waits waits() {
        return means.settings().waits();
    }

    /** The families that the two legs will use at this middle-man: not more than what it has to have. */
    private static Families used(Families middleman, Families caller, Families target) {
        boolean ip4 = middleman.hasIp4() && (caller.hasIp4() || target.hasIp4());
        boolean ip6 = middleman.hasIp6() && (caller.hasIp6() || target.hasIp6());
        if (ip4 && ip6) {
            return Families.BOTH;
        }
        return ip4 ? Families.IP4 : Families.IP6;
    }

    /**
     * Whoever cannot be asked is passed over, and only whoever stays silent for the whole wait is blamed: what fails at once does so on
     * this side.
     *
     * @param handle null when it could not be asked, empty when the answer was no
     */
    private void onHold(Runner runner, Optional<Octets> handle) {
        boolean inTime = runner.awaited;
        runner.awaited = false;
        if (handle != null) {
            runner.middleman.answered(means.agenda().nowNs());
            handle.ifPresent(held -> onOffer(runner, held, inTime));
        }
        goOn();
    }

    private void onOffer(Runner runner, Octets handle, boolean inTime) {
        if (over || !inTime) {
            runner.middleman.link().release(handle);
            return;
        }
        means.counters().add(Counters.Count.HOLDS_GRANTED);
        runner.handle = handle;
        offers.add(runner);
        if (collecting == Collecting.NOT_YET && collectNs > 0) {
            collecting = Collecting.NOW;
            plan(collectNs, this::collected);
        }
    }

    private void collected() {
        collecting = Collecting.DONE;
        goOn();
    }

    private void holdsAreLate() {
        for (Runner runner : runners) {
            if (runner.awaited) {
                runner.awaited = false;
                desk.missed(runner.middleman, askedNs);
            }
        }
        goOn();
    }

    /** Decides as soon as there is nothing more to wait for, or at once when the policy does not collect. */
    private void goOn() {
        boolean allAnswered = runners.stream().noneMatch(runner -> runner.awaited);
        if (allAnswered || collecting != Collecting.NOW) {
            decide();
        }
        if (!over && isDecided(allAnswered)) {
            List<Won> winners = chosen.stream()
                    .map(runner -> new Won(runner.middleman, runner.granted))
                    .toList();
            chosen.clear();
            end();
            tell(winners);
        }
    }

    /** Whether all that were wanted have committed, or nobody is left who could. */
    private boolean isDecided(boolean allAnswered) {
        boolean allCommitted = chosen.stream().allMatch(runner -> runner.granted != null);
        return allCommitted && (chosen.size() == wanted || allAnswered && apart().isEmpty());
    }

    private void tell(List<Won> winners) {
        if (winners.isEmpty()) {
            finish.lost();
        } else {
            means.counters().add(Counters.Count.RACES_WON);
            finish.won(winners);
        }
    }

    private void decide() {
        List<Runner> candidates = over ? List.of() : apart();
        while (chosen.size() < wanted && !candidates.isEmpty()) {
            Runner asked = candidates.get(pick(candidates));
            offers.remove(asked);
            chosen.add(asked);
            plan(TimeUnit.MILLISECONDS.toNanos(waits().commitMs()), () -> onCommit(asked, null));
            asked.middleman.link().commit(asked.handle, details).whenComplete((granted, noAnswer) -> means.agenda()
                    .turn(() -> onCommit(asked, granted)));
            candidates = apart();
        }
    }

    /** Those that offered and have nothing in common with those that are chosen. */
    private List<Runner> apart() {
        return offers.stream()
                .filter(offer -> chosen.stream().noneMatch(other -> other.middleman.isAkinTo(offer.middleman)))
                .toList();
    }

    private int pick(List<Runner> candidates) {
        return selection.pick(candidates.stream().map(offer -> offer.middleman).toList(), means.random());
    }

    /** @param granted null when there was no answer, empty when the answer was no */
    private void onCommit(Runner asked, Optional<Granted> granted) {
        if (over || !chosen.contains(asked) || asked.granted != null) {
            return;
        }
        if (granted != null && granted.isPresent() && finish.usable(asked.middleman, granted.get())) {
            asked.granted = granted.get();
        } else {
            means.counters().add(Counters.Count.COMMITS_FAILED);
            asked.middleman.link().release(asked.handle);
            chosen.remove(asked);
        }
        goOn();
    }

    /** Everyone who is held gets its capacity back. Who is silent still has to be found out: the waits go on. */
    private void end() {
        over = true;
        offers.addAll(chosen);
        chosen.clear();
        offers.forEach(loser -> loser.middleman.link().release(loser.handle));
        offers.clear();
    }
}
