package dev.middleman.policy.first;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.policy.Candidate;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FirstToServeTest {
    private final FirstToServe policy = new FirstToServe();

    @Test
    void shouldDecideAtTheFirstOffer() {
        assertThat(policy.collectNs()).isZero();
    }

    @Test
    void shouldTakeTheFirstOfferWhateverTheOthersSayAboutThemselves() {
        List<Candidate> offers =
                List.of(new Candidate("", 1, 0), new Candidate("big", 1_000_000, 0), new Candidate("x", 2, 0));

        assertThat(policy.pick(offers, new SplittableRandom(1))).isZero();
    }

    @Test
    void shouldHaveTheNameThatOperatorsKnow() {
        assertThat(policy.name()).isEqualTo("first");
    }
}
