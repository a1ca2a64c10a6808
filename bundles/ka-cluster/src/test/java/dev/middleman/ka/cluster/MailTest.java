package dev.middleman.ka.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.cluster.Letter;
import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Status;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What members send each other, as bytes. */
class MailTest {
    private static final long SEED = 20_261_127L;
    private static final byte[] ID = bytes(Letter.ID_BYTES, 7);

    private static byte[] bytes(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    static Stream<Mail> everyKind() {
        Directory.Told told = new Directory.Told(new Directory.Key(-1, 2), 1L << 50, 3_600);
        return Stream.of(
                new Mail.Held(List.of(told)),
                new Mail.Held(Collections.nCopies(Mail.Held.MAX_PEERS, told)),
                new Mail.Gone(new Directory.Key(3, -4)),
                new Mail.AllGone(),
                new Mail.Post(new Letter.Offer(ID, Peers.name(1), bytes(16, 9), true, 8_000, bytes(256, 1))),
                new Mail.Post(new Letter.Offer(ID, Peers.name(1), bytes(16, 9), false, 1, new byte[0])),
                new Mail.Post(new Letter.Retraction(ID)),
                new Mail.Post(new Letter.Consent(ID, Families.BOTH, LatchMode.KNOCK, Optional.empty(), bytes(480, 2))),
                new Mail.Post(new Letter.Consent(
                        ID, Families.IP4, LatchMode.HINT, Optional.of(Endpoint.ofIp4(0xc000_0201, 0)), new byte[0])),
                new Mail.Post(new Letter.Outcome(ID, Answer.of(Status.CHANGED, bytes(1_024, 3)))),
                new Mail.Post(
                        new Letter.Outcome(ID, Answer.of(Status.UNAVAILABLE).retryAfter(30))));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void shouldReadWhatItWrites(Mail mail) {
        byte[] bytes = MailWriter.write(mail);

        assertThat(MailReader.read(bytes)).get().usingRecursiveComparison().isEqualTo(mail);
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void shouldDropWhatIsCutOrHasSomethingBehindItOrIsOfAnotherVersion(Mail mail) {
        byte[] whole = MailWriter.write(mail);
        for (int length = 0; length < whole.length; length++) {
            assertThat(MailReader.read(Arrays.copyOf(whole, length))).isEmpty();
        }
        assertThat(MailReader.read(Arrays.copyOf(whole, whole.length + 1))).isEmpty();
        whole[0]++;
        assertThat(MailReader.read(whole)).isEmpty();
    }

    @Test
    void shouldGiveMailOrNothingForAnyBytes() {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        List<byte[]> all = everyKind().map(MailWriter::write).toList();
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = all.get(random.nextInt(all.size())).clone();
            for (int flips = random.nextInt(3); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            if (MailReader.read(bytes).isPresent()) {
                read++;
            }
        }
        assertThat(read).as("those that were still mail").isBetween(1, 19_999);
        assertThat(MailReader.read(new byte[MailWriter.MAX_BYTES + 1])).isEmpty();
    }

    @Test
    void shouldMakeNoLetterThatIsOutOfItsRange() {
        assertThatThrownBy(() -> new Letter.Retraction(new byte[15])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Letter.Offer(ID, Peers.name(1), bytes(16, 9), true, 8_000, new byte[257]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Letter.Consent(
                        ID, Families.IP4, LatchMode.KNOCK, Optional.of(Endpoint.ofIp4(1, 0)), new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> new Letter.Outcome(ID, Answer.of(Status.CREATED).at("/p/x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldSayNothingInTexts() {
        everyKind()
                .filter(Mail.Post.class::isInstance)
                .map(mail -> ((Mail.Post) mail).letter())
                .forEach(letter -> assertThat(letter.toString()).endsWith("[hidden]"));
        assertThat(Peers.name(1).toString()).isEqualTo("PeerName[hidden]");
    }
}
