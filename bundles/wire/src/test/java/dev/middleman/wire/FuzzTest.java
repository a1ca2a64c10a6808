package dev.middleman.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.wire.control.ControlKinds;
import dev.middleman.wire.id.IdKinds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes give a value or a {@link WireException}. {@code -Dwire.fuzz=} sets how many are tried with each parser. */
class FuzzTest {
    private static final int INPUTS = Integer.getInteger("wire.fuzz", 1_000_000);
    private static final int GOOD = 64;

    static Stream<Kind<?>> kinds() {
        return Stream.concat(ControlKinds.all().stream(), IdKinds.all().stream());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // so that an endless loop is ended
    void shouldSurviveAMillionRandomAndMutatedInputs(Kind<?> kind) throws WireException {
        Outcome outcome = run(kind, Seeds.next(kind), INPUTS);
        System.out.println(kind + " accepted " + outcome.accepted() + ", refused " + outcome.refused());
        assertThat(outcome.accepted() + outcome.refused()).isEqualTo(INPUTS);
        assertThat(outcome.accepted()).as("inputs that got past the parser").isPositive();
        assertThat(outcome.refused()).as("inputs that the parser stopped").isPositive();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldReadBackWhatWasWritten(Kind<?> kind) throws WireException {
        roundTrips(kind, Seeds.next(kind));
    }

    @Test
    void shouldNoticeAParserThatLetsAnotherExceptionOut() {
        Kind<String> careless = new Kind<>("careless", random -> "{\"a\":[1]}", String::getBytes, bytes -> {
            if (bytes.length > 2 && bytes[2] == '"') {
                throw new ArrayIndexOutOfBoundsException("a bug");
            }
            throw new WireException("refused");
        });
        assertThatThrownBy(() -> run(careless, new SplittableRandom(1), 10_000))
                .isInstanceOf(ArrayIndexOutOfBoundsException.class);
    }

    @Test
    void shouldNoticeAParserThatReadsSomethingElseThanWasWritten() {
        Kind<String> careless = new Kind<>("careless", r -> "a" + r.nextInt(), String::getBytes, bytes -> "b");
        assertThatThrownBy(() -> roundTrips(careless, new SplittableRandom(1))).isInstanceOf(AssertionError.class);
    }

    private record Outcome(int accepted, int refused) {}

    private static <T> Outcome run(Kind<T> kind, SplittableRandom random, int inputs) {
        List<byte[]> good = new ArrayList<>();
        for (int i = 0; i < GOOD; i++) {
            good.add(kind.encode().apply(kind.make().apply(random)));
        }
        Mutator mutator = new Mutator(random, good);
        int accepted = 0;
        int refused = 0;
        for (int i = 0; i < inputs; i++) {
            try {
                kind.parse().parse(mutator.next());
                accepted++;
            } catch (WireException e) {
                refused++;
            }
        }
        return new Outcome(accepted, refused);
    }

    private static <T> void roundTrips(Kind<T> kind, SplittableRandom random) throws WireException {
        for (int i = 0; i < 2_000; i++) {
            T value = kind.make().apply(random);
            byte[] bytes = kind.encode().apply(value);
            assertThat(kind.parse().parse(bytes)).isEqualTo(value);
            assertThat(kind.encode().apply(kind.parse().parse(bytes))).isEqualTo(bytes);
        }
    }
}
