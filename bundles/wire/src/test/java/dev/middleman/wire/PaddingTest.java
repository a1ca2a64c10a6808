package dev.middleman.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.middleman.wire.Vectors.Vector;
import dev.middleman.wire.control.Refreshed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PaddingTest {

    static List<Vector> sizes() {
        return Vectors.read("padding.json", "sizes");
    }

    static List<Vector> tooLong() {
        return Vectors.read("padding.json", "tooLong");
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void shouldPadWithSpacesToTheNextSize(Vector vector) {
        String message = "x".repeat((int) vector.number("length"));
        byte[] padded = Padding.pad(message.getBytes(StandardCharsets.US_ASCII));
        assertThat(padded).hasSize((int) vector.number("padded"));
        assertThat(new String(padded, StandardCharsets.US_ASCII))
                .isEqualTo(message + " ".repeat(padded.length - message.length()));
    }

    @ParameterizedTest
    @MethodSource("tooLong")
    void shouldRefuseWhatIsLongerThanAMessage(Vector vector) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Padding.pad(new byte[(int) vector.number("length")]))
                .withMessage("a message of " + vector.number("length") + " bytes is not in 0..1024");
    }

    @Test
    void shouldReadAPaddedMessageLikeAnUnpaddedOne() throws WireException {
        assertThat(Refreshed.parse(Padding.pad(new Refreshed(60).encode()))).isEqualTo(new Refreshed(60));
    }
}
