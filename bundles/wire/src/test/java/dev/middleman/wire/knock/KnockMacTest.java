package dev.middleman.wire.knock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class KnockMacTest {
    private final KnockMac mac = new KnockMac();

    @Test
    void shouldLeaveTheCallersKeyAlone() {
        byte[] key = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
        byte[] before = key.clone();
        byte[] frame = new byte[KnockFrame.BYTES];
        mac.sign(key, KnockDirection.TO_PEER, frame);
        assertThat(key).isEqualTo(before);
        assertThat(mac.verify(key, KnockDirection.TO_PEER, frame)).isTrue();
    }

    @Test
    void shouldNameTheLengthThatIsWrong() {
        byte[] frame = new byte[KnockFrame.BYTES];
        byte[] key = new byte[KnockMac.KEY_BYTES];
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mac.sign(new byte[15], KnockDirection.TO_PEER, frame))
                .withMessageContaining("16 bytes, not 15");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mac.verify(key, KnockDirection.TO_PEER, new byte[45]))
                .withMessageContaining("44 bytes, not 45");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KnockFrame.start(new byte[0], 1, KnockType.KNOCK, 0))
                .withMessageContaining("44 bytes, not 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KnockFrame.start(frame, 1, KnockType.KNOCK, 0x40))
                .withMessageContaining("0x40");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KnockFrame.type(new byte[KnockFrame.BYTES]))
                .withMessageContaining("type 0");
    }

    @Test
    void shouldForgetTheFrameBeforeWhenAFrameIsStarted() {
        byte[] frame = new byte[KnockFrame.BYTES];
        KnockFrame.start(frame, 9, KnockType.PROOF, KnockFrame.CONTROL);
        KnockFrame.setCounter(frame, 3);
        KnockFrame.setCookie(frame, 5);
        mac.sign(new byte[KnockMac.KEY_BYTES], KnockDirection.TO_PEER, frame);
        KnockFrame.start(frame, 0, KnockType.BYE, 0);
        byte[] fresh = new byte[KnockFrame.BYTES];
        fresh[KnockFrame.TYPE_AT] = 6;
        assertThat(frame).isEqualTo(fresh);
    }
}
