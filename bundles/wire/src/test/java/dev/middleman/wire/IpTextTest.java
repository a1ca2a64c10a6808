package dev.middleman.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.Vectors.Vector;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IpTextTest {
    private static final int RANDOM_TEXTS = 200_000;

    static List<Vector> addresses() {
        return Vectors.read("text.json", "addresses");
    }

    static List<Vector> badAddresses() {
        return Vectors.read("text.json", "badAddresses");
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void shouldReadEverySpellingAndWriteTheCanonicalOne(Vector vector) throws WireException {
        Endpoint address = IpText.parse(vector.text("text"));
        ByteBuffer bytes = ByteBuffer.wrap(vector.hex("bytes").toArray());
        assertThat(address).isEqualTo(new Endpoint(bytes.getLong(), bytes.getLong(), 0));
        assertThat(IpText.format(address)).isEqualTo(vector.text("canonical"));
    }

    @ParameterizedTest
    @MethodSource("badAddresses")
    void shouldRefuseWhatIsNoAddressWithoutQuotingIt(Vector vector) {
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> IpText.parse(vector.text("text")))
                .withMessage("not an IP address");
    }

    @Test
    void shouldAgreeWithThePlatformOnEveryAddressItWrites() throws Exception {
        SplittableRandom random = Seeds.next("IpTextTest");
        for (int i = 0; i < RANDOM_TEXTS; i++) {
            Endpoint address = Rnd.ip(random);
            InetAddress theirs = InetAddress.getByAddress(bytes(address));
            assertThat(InetAddress.getByName(IpText.format(address))).isEqualTo(theirs);
            assertThat(IpText.parse(theirs.getHostAddress())).isEqualTo(address);
        }
    }

    /** Random texts of address characters: what we read, the platform reads alike; it may read more than we do. */
    @Test
    void shouldReadNothingThatThePlatformReadsOtherwise() throws Exception {
        SplittableRandom random = Seeds.next("IpTextTest");
        String letters = "0123456789abcfF::::..";
        int read = 0;
        for (int i = 0; i < RANDOM_TEXTS; i++) {
            StringBuilder text = new StringBuilder("1:".repeat(random.nextInt(8)));
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            Endpoint ours;
            try {
                ours = IpText.parse(text.toString());
            } catch (WireException e) {
                assertThatThePlatformRefuses(text.toString());
                continue;
            }
            read++;
            assertThat(InetAddress.getByName(text.toString())).isEqualTo(InetAddress.getByAddress(bytes(ours)));
        }
        assertThat(read).isGreaterThan(RANDOM_TEXTS / 100);
    }

    @Test
    void shouldWriteIp6GroupsEvenForBitsThatLookLikeIp4() throws WireException {
        Endpoint mapped = Endpoint.ofIp4(0x7f000001, 0);
        assertThat(IpText.format6(mapped.high(), mapped.low())).isEqualTo("::ffff:7f00:1");
        assertThat(IpText.parse("::ffff:7f00:1")).isEqualTo(mapped);
    }

    /** Only for texts with a colon: without one the platform takes odd forms of IPv4, or asks a name server. */
    private static void assertThatThePlatformRefuses(String text) {
        if (text.indexOf(':') < 0 || isLoose(text)) {
            return;
        }
        assertThatExceptionOfType(UnknownHostException.class)
                .as(text)
                .isThrownBy(() -> InetAddress.getByName("[" + text + "]"));
    }

    /** Groups of more than four digits and leading zeros in a quad: the platform reads them, the RFCs and we do not. */
    private static boolean isLoose(String text) {
        return text.matches(".*[0-9a-fA-F]{5}.*|.*[:.]0[0-9].*\\..*|.*\\.0[0-9].*");
    }

    private static byte[] bytes(Endpoint address) {
        byte[] all = ByteBuffer.allocate(16)
                .putLong(address.high())
                .putLong(address.low())
                .array();
        return address.isIp4() ? Arrays.copyOfRange(all, 12, 16) : all;
    }
}
