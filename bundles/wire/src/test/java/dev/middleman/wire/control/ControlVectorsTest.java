package dev.middleman.wire.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.middleman.wire.Kind;
import dev.middleman.wire.Vectors;
import dev.middleman.wire.Vectors.Vector;
import dev.middleman.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ControlVectorsTest {

    static List<Vector> valid() {
        return Vectors.read("control.json", "valid");
    }

    static List<Vector> accepted() {
        return Vectors.read("control.json", "accepted");
    }

    static List<Vector> refused() {
        return Vectors.read("control.json", "refused");
    }

    @ParameterizedTest
    @MethodSource("valid")
    void shouldWriteExactlyWhatItReads(Vector vector) throws WireException {
        assertThat(rewritten(vector)).isEqualTo(vector.text("json"));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void shouldAcceptOtherSpellings(Vector vector) throws WireException {
        assertThat(rewritten(vector)).isEqualTo(vector.text("canonical"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void shouldRefuseWithTheTextOfTheProtocol(Vector vector) {
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> rewritten(vector))
                .withMessage(vector.text("error"));
    }

    @Test
    void shouldHaveAVectorForEveryMessage() {
        Set<String> kinds = new HashSet<>();
        ControlKinds.all().forEach(kind -> kinds.add(kind.name()));
        assertThat(valid()).extracting(vector -> vector.text("type")).containsAll(kinds);
    }

    private static String rewritten(Vector vector) throws WireException {
        return rewritten(ControlKinds.named(vector.text("type")), vector.text("json"));
    }

    private static <T> String rewritten(Kind<T> kind, String json) throws WireException {
        T message = kind.parse().parse(json.getBytes(StandardCharsets.UTF_8));
        return new String(kind.encode().apply(message), StandardCharsets.UTF_8);
    }
}
