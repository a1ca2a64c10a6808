package dev.middleman.wire.knock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KnockVectorsTest {
    private final KnockMac mac = new KnockMac();

    static List<KnockVectors.Valid> valid() {
        return KnockVectors.valid();
    }

    static List<KnockVectors.Malformed> malformed() {
        return KnockVectors.malformed();
    }

    @Test
    void shouldHaveAVectorForEveryType() {
        assertThat(valid()).extracting(KnockVectors.Valid::type).contains(KnockType.values());
    }

    @ParameterizedTest
    @MethodSource("valid")
    void shouldWriteExactlyTheseBytes(KnockVectors.Valid vector) {
        byte[] frame = new byte[KnockFrame.BYTES];
        KnockFrame.start(frame, vector.sid(), vector.type(), vector.flags());
        KnockFrame.setCounter(frame, vector.counter());
        KnockFrame.setCookie(frame, vector.cookie());
        mac.sign(vector.key(), vector.direction(), frame);
        assertThat(frame).isEqualTo(vector.frame());
    }

    @ParameterizedTest
    @MethodSource("valid")
    void shouldReadAndVerifyTheseBytes(KnockVectors.Valid vector) {
        byte[] frame = vector.frame();
        assertThat(KnockFrame.isWellFormed(frame)).isTrue();
        assertThat(mac.verify(vector.key(), vector.direction(), frame)).isTrue();
        assertThat(KnockFrame.sid(frame)).isEqualTo(vector.sid());
        assertThat(KnockFrame.type(frame)).isEqualTo(vector.type());
        assertThat(KnockFrame.flags(frame)).isEqualTo(vector.flags());
        assertThat(KnockFrame.counter(frame)).isEqualTo(vector.counter());
        assertThat(KnockFrame.cookie(frame)).isEqualTo(vector.cookie());
    }

    @ParameterizedTest
    @MethodSource("valid")
    void shouldNotVerifyUnderTheOtherDirectionOrAnotherKey(KnockVectors.Valid vector) {
        KnockDirection other =
                vector.direction() == KnockDirection.TO_PEER ? KnockDirection.TO_MIDDLEMAN : KnockDirection.TO_PEER;
        byte[] otherKey = vector.key().clone();
        otherKey[15] ^= 1;
        assertThat(mac.verify(vector.key(), vector.direction(), vector.frame())).isTrue();
        assertThat(mac.verify(vector.key(), other, vector.frame())).isFalse();
        assertThat(mac.verify(otherKey, vector.direction(), vector.frame())).isFalse();
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void shouldRefuseTheShape(KnockVectors.Malformed vector) {
        assertThat(KnockFrame.isWellFormed(vector.frame())).isFalse();
    }
}
