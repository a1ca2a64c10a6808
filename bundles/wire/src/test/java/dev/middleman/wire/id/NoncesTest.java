package dev.middleman.wire.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.middleman.wire.Rnd;
import dev.middleman.wire.Seeds;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NoncesTest {
    private static final long NOW = 1_800_000_000L;

    private final SplittableRandom random = Seeds.next("NoncesTest");
    private final Nonces nonces = new Nonces(Rnd.octets(random, 32).toArray(), random);

    @Test
    void shouldBeGoodForSixtySecondsAndNotInThePast() {
        Octets nonce = nonces.issue(NOW);
        assertThat(nonces.isValid(nonce, NOW)).isTrue();
        assertThat(nonces.isValid(nonce, NOW + Nonces.VALID_SECONDS)).isTrue();
        assertThat(nonces.isValid(nonce, NOW + Nonces.VALID_SECONDS + 1)).isFalse();
        assertThat(nonces.isValid(nonce, NOW - 1)).isFalse();
        assertThat(nonces.isValid(nonce, Long.MIN_VALUE)).isFalse();
        assertThat(nonces.isValid(nonce, Long.MAX_VALUE)).isFalse();
    }

    @Test
    void shouldNotTakeAnotherServersNonce() {
        Nonces others = new Nonces(Rnd.octets(random, 32).toArray(), random);
        Octets nonce = others.issue(NOW);
        assertThat(others.isValid(nonce, NOW)).isTrue();
        assertThat(nonces.isValid(nonce, NOW)).isFalse();
    }

    @Test
    void shouldNotTakeANonceWithAnyBitChanged() {
        byte[] nonce = nonces.issue(NOW).toArray();
        assertThat(nonces.isValid(Octets.of(nonce), NOW)).isTrue();
        for (int bit = 0; bit < Nonces.BYTES * 8; bit++) {
            nonce[bit >> 3] ^= (byte) (1 << (bit & 7));
            assertThat(nonces.isValid(Octets.of(nonce), NOW)).isFalse();
            nonce[bit >> 3] ^= (byte) (1 << (bit & 7));
        }
    }

    @Test
    void shouldSurviveNoncesOfAnyLength() {
        for (int length = 0; length < 100; length++) {
            assertThat(nonces.isValid(Rnd.octets(random, length), NOW)).isFalse();
        }
    }

    @Test
    void shouldNotRepeatItself() {
        Set<Octets> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            assertThat(seen.add(nonces.issue(NOW))).isTrue();
        }
    }

    @Test
    void shouldRefuseAShortSecret() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Nonces(new byte[15], random));
    }
}
