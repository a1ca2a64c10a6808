package dev.middleman.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.LegGrant;
import dev.middleman.wire.knock.KnockType;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever arrives, a shard counts it once, throws nothing, and its sessions stay as they are. */
class ShardFuzzTest {
    private static final int FRAMES = 1_000_000;

    private final long seed = Long.getLong("middleman.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final HandShard node = new HandShard(seed);

    @Test
    void shouldSurviveAMillionRandomAndMutatedFrames() {
        System.out.println("ShardFuzzTest seed " + seed);
        CommitResult.Granted granted = node.session();
        node.latch(granted.a(), 1_000);
        node.latch(granted.b(), 2_000);
        assertThat(node.shard.totals().live()).isEqualTo(1);
        assertThat(node.shard.totals().knocks()).isEqualTo(4);
        int answered = node.lane.frames;

        byte[] frame = new byte[44];
        for (int i = 0; i < FRAMES; i++) {
            makeFrame(i, granted, frame);
            node.burst.from(
                    0, HandShard.IP4_LOW + random.nextInt(3), 1_000 + 1_000 * random.nextInt(3), HandShard.PORT);
            node.shard.onBurst(node.burst.frame(frame));
            if (i % 1_000 == 0) {
                node.ticks.passMs(10);
                node.shard.sweep();
            }
        }
        ShardTotals totals = node.shard.totals();
        assertThat(totals.received()).isEqualTo(FRAMES + 4L);
        assertThat(totals.received())
                .isEqualTo(totals.forwarded()
                        + totals.knocks()
                        + Arrays.stream(totals.dropped()).sum());
        assertThat(totals.knocks()).as("no forged frame was accepted").isEqualTo(4);
        assertThat(node.lane.frames).as("no forged frame was answered").isEqualTo(answered);
        assertThat(totals.live()).isEqualTo(1);
        assertThat(node.burst.forwards).as("frames that are payload").isPositive();
        assertThat(node.burst.toLow).isEqualTo(HandShard.IP4_LOW);
    }

    /** Random; random with a live sid; a true frame with one to three bits flipped. */
    private void makeFrame(int i, CommitResult.Granted granted, byte[] frame) {
        LegGrant leg = random.nextBoolean() ? granted.a() : granted.b();
        KnockType type = KnockType.values()[random.nextInt(7)];
        if (i % 3 == 0) {
            random.nextBytes(frame);
        } else if (i % 3 == 1) {
            random.nextBytes(frame);
            System.arraycopy(node.frame(leg, type, 9, 0), 0, frame, 0, 12);
        } else {
            System.arraycopy(node.frame(leg, type, 9 + random.nextInt(100), random.nextLong()), 0, frame, 0, 44);
            int bit = random.nextInt(44 * 8);
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                frame[bit / 8] ^= (byte) (1 << bit % 8);
                bit = (bit + 37) % (44 * 8);
            }
        }
    }
}
