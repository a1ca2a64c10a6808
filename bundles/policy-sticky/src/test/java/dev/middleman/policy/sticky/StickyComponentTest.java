package dev.middleman.policy.sticky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.policy.Candidate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StickyComponentTest {
    @Test
    void shouldPickTheLowestRankWhateverIsDeclaredAndInWhateverOrder() {
        StickyComponent sticky = new StickyComponent(150);
        Candidate usual = new Candidate("", 1, -5);
        Candidate big = new Candidate("big", 1_000_000, 0);
        Candidate last = new Candidate("", 9, Long.MAX_VALUE);

        assertThat(sticky.asksByRank()).isTrue();
        assertThat(sticky.collectNs()).isEqualTo(150_000_000);
        assertThat(sticky.pick(List.of(usual, big, last), new Random(1))).isZero();
        assertThat(sticky.pick(List.of(big, last, usual), new Random(1))).isEqualTo(2);
        assertThat(sticky.pick(List.of(last, big), new Random(1))).isOne();
    }

    @Test
    void shouldShowValueAndRange() {
        assertThatThrownBy(() -> new StickyComponent(2_001)).hasMessage("collectMs 2001 is not in 0..2000");
    }
}
