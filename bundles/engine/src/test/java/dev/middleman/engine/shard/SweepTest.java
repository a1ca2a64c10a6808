package dev.middleman.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.api.policy.SessionLimits;
import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.engine.table.DirectMemory;
import dev.middleman.engine.table.SessionState;
import dev.middleman.engine.table.SessionTable;
import dev.middleman.engine.table.Slots;
import dev.middleman.engine.table.SourceCounts;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sweep of a table that is far too large for one piece. */
@Timeout(60)
class SweepTest {
    private static final int SESSIONS = 100_000;
    private static final SessionLimits LIMITS = new SessionLimits(1_000, 5_000, 64);
    private static final int TICK_MS = 10;
    /** What a tick owes, and a datagram must not wait for. */
    private static final int SLOTS_PER_TICK = SESSIONS / 100;

    private static final CommitRequest KNOCKS = new CommitRequest(LatchMode.KNOCK, LatchMode.KNOCK);

    private final HandTicks ticks = new HandTicks();
    private final Random random = new Random(42);
    private final TableMemory memory = new DirectMemory();
    private final SessionTable table = new SessionTable(
            memory, SESSIONS, false, new SourceCounts(memory, SESSIONS, 64, random.nextLong()), random);
    private final Shard shard = new Shard(
            table,
            new ShardSettings(1_000_000, Set.of(LatchMode.KNOCK)),
            new SourceRules(false, false, List.of()),
            new Outside(ticks, random, () -> new Handle(random.nextLong(), random.nextLong()), new NoLedger()));

    @BeforeEach
    void open() {
        for (int i = 0; i < SESSIONS; i++) {
            shard.commit(shard.hold(1, LIMITS, 10), KNOCKS, new Terms(60, 86_400));
        }
    }

    @Test
    void shouldEndInOnePieceOnlyAFewOfThoseThatAreDueTogether() {
        ticks.passMs(30_000);
        boolean more = true;
        int pieces = 0;
        while (more) {
            long before = shard.totals().expired();
            more = shard.sweep();
            pieces++;
            assertThat(shard.totals().expired() - before).as("piece %d", pieces).isLessThanOrEqualTo(8);
        }
        assertThat(shard.totals().expired()).isEqualTo(SESSIONS);
        assertThat(pieces).isBetween(SESSIONS / 8, SESSIONS / 8 + 1);
    }

    @Test
    void shouldEndAllWithinTwoSecondsEvenWhenTicksAreMissed() {
        ticks.passMs(29_900);
        finish();
        assertThat(shard.totals().expired()).isZero();
        for (int passed = 0; passed < 2_000; passed += 400) {
            ticks.passMs(400);
            finish();
        }
        assertThat(shard.totals().expired()).isEqualTo(SESSIONS);
    }

    @Test
    void shouldPassAShareOfTheTableInOnePieceWhenNobodyIsDue() {
        finish();
        for (int tick = 0; tick < 100; tick++) {
            ticks.passMs(TICK_MS);
            assertThat(shard.sweep())
                    .as("more than %d slots to pass", SLOTS_PER_TICK)
                    .isFalse();
        }
    }

    @Test
    void shouldLookAtALiveSessionAgainOnlyWhenItMayHaveHadItsTime() {
        int slot = 0;
        int nowMs = makeLive(slot);
        ticks.passMs(1_000);
        finish();
        assertThat(table.dues().isDue(slot, nowMs + 59_999)).isFalse();
        assertThat(table.dues().isDue(slot, nowMs + 60_000)).isTrue();

        table.legs().seen(Slots.callersLeg(slot), nowMs + 50_000);
        ticks.passMs(60_000);
        finish();
        assertThat(table.vault().state(slot)).as("it was used meanwhile").isEqualTo(SessionState.LIVE);
        ticks.passMs(51_000);
        finish();
        assertThat(table.vault().state(slot)).isEqualTo(SessionState.FREE);
    }

    /** @return the shard's time */
    private int makeLive(int slot) {
        table.enter(slot, SessionState.LIVE);
        table.dues().set(slot, 0);
        return 0;
    }

    private void finish() {
        while (shard.sweep()) {
            // The next piece.
        }
    }

    private static final class NoLedger implements Ledger {
        @Override
        public void latched(int owner) {}

        @Override
        public void ended(int owner, boolean wasPending, int kbitPerSecond) {}
    }
}
