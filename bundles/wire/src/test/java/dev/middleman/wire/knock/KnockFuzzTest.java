package dev.middleman.wire.knock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any bytes give a frame or a refusal; only the holder of the key makes frames that verify. */
class KnockFuzzTest {
    private static final int FRAMES = 1_000_000;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final KnockMac mac = new KnockMac();
    private final byte[] key = new byte[KnockMac.KEY_BYTES];

    @Test
    void shouldRoundTripEveryRandomFrame() {
        System.out.println("KnockFuzzTest seed " + seed);
        byte[] frame = new byte[KnockFrame.BYTES];
        for (int i = 0; i < 20_000; i++) {
            random.nextBytes(key);
            KnockType type = KnockType.values()[random.nextInt(7)];
            KnockDirection direction = KnockDirection.values()[random.nextInt(2)];
            int flags = random.nextInt(0x40);
            long sid = random.nextLong();
            long cookie = random.nextLong();
            long counter = (random.nextLong() >>> 1) | 1;
            KnockFrame.start(frame, sid, type, flags);
            KnockFrame.setCounter(frame, counter);
            KnockFrame.setCookie(frame, cookie);
            mac.sign(key, direction, frame);

            assertThat(KnockFrame.isWellFormed(frame)).isTrue();
            assertThat(mac.verify(key, direction, frame)).isTrue();
            assertThat(KnockFrame.type(frame)).isEqualTo(type);
            assertThat(KnockFrame.flags(frame)).isEqualTo(flags);
            assertThat(KnockFrame.hop(frame)).isEqualTo(flags >> 4);
            assertThat(KnockFrame.sid(frame)).isEqualTo(sid);
            assertThat(KnockFrame.cookie(frame)).isEqualTo(cookie);
            assertThat(KnockFrame.counter(frame)).isEqualTo(counter);

            frame[random.nextInt(KnockFrame.BYTES)] ^= (byte) (1 << random.nextInt(8));
            assertThat(mac.verify(key, direction, frame)).isFalse();
        }
    }

    @Test
    void shouldJudgeAMillionRandomAndMutatedFramesWithoutAnException() {
        System.out.println("KnockFuzzTest seed " + seed);
        random.nextBytes(key);
        byte[] frame = new byte[KnockFrame.BYTES];
        byte[] signed = new byte[KnockFrame.BYTES];
        KnockFrame.start(signed, random.nextLong(), KnockType.KEEP, 0);
        KnockFrame.setCounter(signed, 7);
        mac.sign(key, KnockDirection.TO_MIDDLEMAN, signed);
        assertThat(mac.verify(key, KnockDirection.TO_MIDDLEMAN, signed)).isTrue();

        int wellFormed = 0;
        int malformed = 0;
        int verified = 0;
        for (int i = 0; i < FRAMES; i++) {
            switch (i & 3) {
                case 0 -> random.nextBytes(frame);
                case 1 -> randomButWellFormed(frame);
                default -> mutate(signed, frame);
            }
            if (KnockFrame.isWellFormed(frame)) {
                wellFormed++;
                assertThat(KnockFrame.type(frame)).isNotNull();
            } else {
                malformed++;
            }
            if (mac.verify(key, KnockDirection.TO_MIDDLEMAN, frame)) {
                verified++;
            }
        }
        assertThat(verified).isZero();
        assertThat(wellFormed).isGreaterThan(FRAMES / 10);
        assertThat(malformed).isGreaterThan(FRAMES / 10);
    }

    @Test
    void shouldRefuseEveryOtherLength() {
        for (int length = 0; length < 2_000; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            if (length != KnockFrame.BYTES) {
                assertThat(KnockFrame.isWellFormed(bytes)).isFalse();
            }
        }
    }

    private void randomButWellFormed(byte[] frame) {
        random.nextBytes(frame);
        frame[8] = (byte) (1 + random.nextInt(7));
        frame[9] &= 0x3f;
        frame[10] = 0;
        frame[11] = 0;
        frame[12] &= 0x7f;
    }

    /** One to four bits of the original are flipped, each a different one, so the result always differs. */
    private void mutate(byte[] original, byte[] frame) {
        System.arraycopy(original, 0, frame, 0, frame.length);
        int first = random.nextInt(frame.length * 8);
        int flips = 1 + random.nextInt(4);
        for (int i = 0; i < flips; i++) {
            int bit = (first + i * 31) % (frame.length * 8);
            frame[bit >> 3] ^= (byte) (1 << (bit & 7));
        }
    }
}
