package dev.middleman.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.api.net.Families;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.TransportException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A swap in which a lane ends by itself, or does not let go. */
abstract class HandoverTroubleCases extends PairCases {

    HandoverTroubleCases(Supplier<TransportHarness> harnesses) {
        super(harnesses);
    }

    /** Or two threads would have the same shard. */
    @Test
    void shouldHaveEndedTheFormerLaneBeforeCompleteReturnsToAnInterruptedCaller() throws TransportException {
        assume(Families.IP4);
        LanePair pair = beside(open(Families.IP4, 1), Families.IP4, nextHandler);
        Thread caller = Thread.currentThread();
        AtomicBoolean returned = new AtomicBoolean();
        AtomicBoolean ran = new AtomicBoolean();
        pair.former().execute(() -> {
            while (Thread.currentThread() != caller && !isWaiting(caller) && !returned.get()) {
                Thread.onSpinWait();
            }
            ran.set(!returned.get());
        });
        caller.interrupt();
        pair.formerSide().complete();
        returned.set(true);
        assertThat(Thread.interrupted()).as("the caller still knows").isTrue();
        assertThat(ran).isTrue();
        pair.nextSide().complete();
        pair.former().close();
        pair.next().close();
    }

    /** For longer than somebody waits for it: it must not let go of the shard later, when another one may have it. */
    @Test
    void shouldStayWithTheFormerLaneWhenThatIsBusy() throws TransportException {
        assume(Families.IP4);
        assumeTrue(harness.hasLaneThreads(), "this transport has no threads of its own");
        LanePair pair = beside(open(Families.IP4, PORTS), Families.IP4, nextHandler);
        pair.steer();
        AtomicInteger ran = new AtomicInteger();
        CountDownLatch release = hold(pair.former());
        assertThatThrownBy(() -> pair.formerSide().complete())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("busy");
        assertThat(pair.former().execute(ran::incrementAndGet)).isTrue();
        pair.nextSide().cancel();
        pair.formerSide().cancel();
        release.countDown();
        settle(pair.former());
        // What was asked of the thread while it was busy comes before this, or with it.
        settle(pair.former());
        assertThat(ran).hasValue(1);
        assertPortsTaken(pair.former(), Families.IP4);
        Senders senders = senders(Families.IP4, pair.former());
        senders.round();
        awaitCount(handler, senders.sent());
        Lane next = beside(pair.former(), Families.IP4, handler).complete();
        senders.round();
        awaitCount(handler, senders.sent());
        next.close();
        senders.assertAllOnceAndInOrder(handler.entries);
        assertThat(nextHandler.entries).isEmpty();
    }

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    @Test
    void shouldBeginWithTheNextLaneWhenTheFormerOneEndedByItself() throws TransportException {
        assume(Families.IP4);
        LanePair pair = beside(open(Families.IP4, PORTS), Families.IP4, nextHandler);
        Senders senders = senders(Families.IP4, pair.former());
        pair.former().close();
        senders.round();
        pair.steer();
        Lane next = pair.complete();
        awaitCount(nextHandler, senders.sent());
        assertPortsTaken(next, Families.IP4);
        next.close();
        senders.assertAllOnceAndInOrder(nextHandler.entries);
    }

    @Test
    void shouldEndWithoutAnErrorWhenTheNextLaneEndedByItself() throws TransportException {
        assume(Families.IP4);
        LanePair pair = beside(open(Families.IP4, 1), Families.IP4, nextHandler);
        pair.next().close();
        assertThat(pair.nextSide().steer(0, 1)).isFalse();
        assertThat(pair.nextSide().look()).isZero();
        assertThat(pair.next().handover()).isEmpty();
        Lane next = pair.complete();
        assertThat(next.execute(() -> {})).isFalse();
        open(Families.IP4, PortPlan.listed(next.ports())).close();
        assertThat(List.of(pair.former(), next))
                .allMatch(lane -> lane.handover().isEmpty());
    }
}
