package dev.middleman.engine.shard;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.api.policy.SessionLimits;
import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.LegGrant;
import dev.middleman.engine.table.DirectMemory;
import dev.middleman.engine.table.SessionTable;
import dev.middleman.engine.table.SourceCounts;
import dev.middleman.wire.knock.KnockDirection;
import dev.middleman.wire.knock.KnockFrame;
import dev.middleman.wire.knock.KnockMac;
import dev.middleman.wire.knock.KnockType;
import java.util.EnumSet;
import java.util.Random;

/** One shard without a node around it: no lane but a recording one, no time but what the test turns. */
final class HandShard {
    static final int PORT = 20_000;
    static final long IP4_HIGH = 0;
    static final long IP4_LOW = 0x0000_ffff_0808_0808L;

    final HandTicks ticks = new HandTicks();
    final HandLane lane;
    final HandBurst burst = new HandBurst();
    final Shard shard;
    private final SessionLimits limits;
    private final KnockMac mac = new KnockMac();

    HandShard(long seed) {
        this(seed, 1_000_000, new DirectMemory(), PORT, PORT + 1, PORT + 2);
    }

    HandShard(long seed, int rate, TableMemory memory, int... ports) {
        Random random = new Random(seed);
        limits = new SessionLimits(4_000_000, rate, 64);
        lane = new HandLane(ports);
        SourceCounts sources = new SourceCounts(memory, 64, 64, random.nextLong());
        SessionTable table = new SessionTable(memory, 64, true, sources, random);
        Ledger ledger = new Ledger() {
            @Override
            public void latched(int owner) {}

            @Override
            public void ended(int owner, boolean wasPending, int kbitPerSecond) {}
        };
        Outside outside = new Outside(ticks, random, () -> new Handle(random.nextLong(), random.nextLong()), ledger);
        SourceRules rules = new SourceRules(false, false, java.util.List.of());
        shard = new Shard(table, new ShardSettings(1_000_000, EnumSet.allOf(LatchMode.class)), rules, outside);
        shard.attach(lane);
    }

    CommitResult.Granted session() {
        Handle handle = shard.hold(1, limits, 10);
        CommitRequest request = new CommitRequest(LatchMode.KNOCK, LatchMode.KNOCK);
        return (CommitResult.Granted) shard.commit(handle, request, new Terms(60, 86_400));
    }

    byte[] frame(LegGrant grant, KnockType type, long counter, long cookie) {
        byte[] frame = new byte[KnockFrame.BYTES];
        KnockFrame.start(frame, grant.sid(), type, 0);
        KnockFrame.setCounter(frame, counter);
        KnockFrame.setCookie(frame, cookie);
        mac.sign(grant.key(), KnockDirection.TO_MIDDLEMAN, frame);
        return frame;
    }

    /** Latches a leg to 8.8.8.8 and this port. */
    void latch(LegGrant grant, int fromPort) {
        shard.onBurst(burst.from(IP4_HIGH, IP4_LOW, fromPort, PORT).frame(frame(grant, KnockType.KNOCK, 1, 0)));
        long cookie = KnockFrame.cookie(lane.sent);
        shard.onBurst(burst.from(IP4_HIGH, IP4_LOW, fromPort, PORT).frame(frame(grant, KnockType.PROOF, 2, cookie)));
    }
}
