package dev.middleman.policy.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.middleman.api.policy.Candidate;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UniformDrawTest {

    @Test
    void shouldCollectForTheConfiguredTime() {
        assertThat(new UniformDraw(150).collectNs()).isEqualTo(150_000_000L);
    }

    @Test
    void shouldDrawUniformlyWhateverTheOffersSayAboutThemselves() {
        long seed = 20_261_123L;
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<Candidate> offers =
                List.of(new Candidate("", 1, 0), new Candidate("big", 1_000_000, 0), new Candidate("", 2, 0));
        int[] wins = new int[3];

        for (int i = 0; i < 30_000; i++) {
            wins[new UniformDraw(150).pick(offers, random)]++;
        }

        assertThat(IntStream.of(wins).boxed())
                .as("wins of three offers in 30,000 draws")
                .allMatch(won -> won >= 9_700 && won <= 10_300);
    }

    @Test
    void shouldNameValueAndRangeOfAnUnusableTime() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UniformDraw(2_001))
                .withMessage("collectMs 2001 is not in 0..2000");
        assertThatIllegalArgumentException().isThrownBy(() -> new UniformDraw(-1));
    }
}
