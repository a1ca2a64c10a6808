package dev.middleman.testkit.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That the search finds each form of what it looks for, once, wherever it lies. */
@Timeout(60)
class SearchTest {
    private static final String IP4 = "198.18.201.137";
    private static final String IP6 = "fd5a:9c31:7e02:b4d8:1f96:e35c:8a27:d04b";

    private final InetAddress ip4 = literal(IP4);
    private final InetAddress ip6 = literal(IP6);
    private final Search search = new Search(new Needles()
            .address("v4", ip4)
            .address("v6", ip6)
            .secret("key", HexFormat.of().parseHex("d1c2b3a495867768f9eadbccbdae9f81"))
            .secret("sid", 0x7fe1_3c55_9a0b_d246L)
            .text("text", "some payload"));

    @Test
    void shouldFindEachFormOfAnIp4Address() {
        int value = ByteBuffer.wrap(ip4.getAddress()).getInt();
        long mapped = 0xffff_0000_0000L | value & 0xffff_ffffL;

        assertForm(padded(little().putInt(value)), Encoding.LITTLE_ENDIAN);
        assertForm(padded(little().putLong(mapped)), Encoding.MAPPED_LONG);
        assertForm(padded(big().putInt(value)), Encoding.NETWORK_ORDER);
        assertForm(padded(big().putLong(0).putLong(mapped)), Encoding.MAPPED);
        assertForm(padded(little().putShort((short) 2).putShort((short) 7).put(ip4.getAddress())), Encoding.SOCKADDR);
        assertForm(padded(text(IP4, StandardCharsets.US_ASCII)), Encoding.TEXT);
        assertForm(padded(text(IP4, StandardCharsets.UTF_16LE)), Encoding.TEXT_UTF16);
        assertForm(padded(text(IP4, StandardCharsets.UTF_16BE)), Encoding.TEXT_UTF16);
        assertForm(padded(text("c612c989", StandardCharsets.US_ASCII)), Encoding.HEX);
        assertForm(padded(text("C612C989", StandardCharsets.US_ASCII)), Encoding.HEX);
        assertForm(padded(text("c612c989", StandardCharsets.UTF_16LE)), Encoding.HEX_UTF16);
    }

    private void assertForm(byte[] bytes, Encoding form) {
        Findings findings = search.bytes(bytes, "here");

        assertThat(findings.hits("v4", form)).as("%s", form).isEqualTo(1);
        assertThat(findings.hits("v4")).as("in any form, for %s", form).isEqualTo(1);
        assertThat(findings.has("v4", 0)).isTrue();
    }

    @Test
    void shouldFindAnIp6AddressByItsHalves() {
        long high = 0xfd5a_9c31_7e02_b4d8L;
        long low = 0x1f96_e35c_8a27_d04bL;

        assertThat(hits(big().put(ip6.getAddress()), "v6", Encoding.NETWORK_ORDER))
                .isEqualTo(2);
        assertThat(hits(little().putLong(high).putLong(low), "v6", Encoding.LITTLE_ENDIAN))
                .isEqualTo(2);
        assertThat(hits(little().putLong(low), "v6", Encoding.LITTLE_ENDIAN)).isEqualTo(1);
        assertThat(hits(
                        little().putShort((short) 10)
                                .putShort((short) 7)
                                .putInt(0)
                                .put(ip6.getAddress()),
                        "v6",
                        Encoding.SOCKADDR))
                .isEqualTo(1);
        assertThat(hits(text(IP6, StandardCharsets.US_ASCII), "v6", Encoding.TEXT))
                .isEqualTo(1);
        assertThat(hits(text(IP6, StandardCharsets.UTF_16LE), "v6", Encoding.TEXT_UTF16))
                .isEqualTo(1);
        assertThat(hits(text("FD5A9C317E02B4D8", StandardCharsets.US_ASCII), "v6", Encoding.HEX))
                .isEqualTo(1);
    }

    @Test
    void shouldFindTheShortTextOfAnIp6Address() {
        String[][] texts = {
            {"fd5a:0:0:7:1f96:0:0:d04b", "fd5a::7:1f96:0:0:d04b"},
            {"fd5a:1:0:2:1f96:0:0:1", "fd5a:1:0:2:1f96::1"},
            {"fd5a:0:1:0:0:7:1:1", "fd5a:0:1::7:1:1"}
        };
        for (String[] pair : texts) {
            Search one = new Search(new Needles().address("v6", literal(pair[0])));

            assertThat(one.bytes(pair[0].getBytes(StandardCharsets.US_ASCII), "here")
                            .hits("v6"))
                    .isEqualTo(1);
            assertThat(one.bytes(pair[1].getBytes(StandardCharsets.US_ASCII), "here")
                            .hits("v6"))
                    .isEqualTo(1);
        }
    }

    @Test
    void shouldFindKeysIdsAndTexts() {
        byte[] key = HexFormat.of().parseHex("d1c2b3a495867768f9eadbccbdae9f81");

        assertThat(hits(big().put(key), "key", Encoding.NETWORK_ORDER)).isEqualTo(2);
        assertThat(hits(text("f9eadbccbdae9f81", StandardCharsets.US_ASCII), "key", Encoding.HEX))
                .isEqualTo(1);
        assertThat(hits(text("0cKzpJWGd2j56tvMva6fgQ", StandardCharsets.US_ASCII), "key", Encoding.BASE64))
                .isEqualTo(1);
        assertThat(hits(little().putLong(0x7fe1_3c55_9a0b_d246L), "sid", Encoding.LITTLE_ENDIAN))
                .isEqualTo(1);
        assertThat(hits(text("some payload", StandardCharsets.US_ASCII), "text", Encoding.TEXT))
                .isEqualTo(1);
    }

    @Test
    void shouldFindANeedleOnceWhereverTheWindowsMeet() throws Exception {
        byte[] form = padded(little().putShort((short) 2).putShort((short) 7).put(ip4.getAddress()));
        for (int windowBytes = 1; windowBytes <= 64; windowBytes++) {
            Search narrow = new Search(new Needles().address("v4", ip4), windowBytes);
            for (int before = 0; before <= 160; before++) {
                byte[] bytes = new byte[before + form.length + 70];
                System.arraycopy(form, 0, bytes, before, form.length);
                Findings findings = new Findings();

                narrow.stream(new ByteArrayInputStream(bytes), "here", findings);

                assertThat(findings.hits("v4", Encoding.SOCKADDR))
                        .as("window %d, %d bytes before", windowBytes, before)
                        .isEqualTo(1);
                assertThat(findings.bytes()).isEqualTo(bytes.length);
            }
        }
    }

    @Test
    void shouldFindANeedleAtTheVeryEndAndAtTheVeryBeginning() {
        assertThat(search.bytes(ip4.getAddress(), "here").hits("v4")).isEqualTo(1);
        assertThat(search.bytes(IP4.getBytes(StandardCharsets.US_ASCII), "here").hits("v4"))
                .isEqualTo(1);
        assertThat(search.bytes(new byte[0], "here").hits("v4")).isZero();
    }

    @Test
    void shouldTellHowManyOfAKindWereFound() {
        Needles many = new Needles();
        ByteBuffer memory = ByteBuffer.allocate(200_000);
        Random random = new Random(77);
        for (int i = 0; i < 1_000; i++) {
            byte[] raw = new byte[16];
            random.nextBytes(raw);
            many.secret("key", raw);
            if (i % 4 != 0) {
                memory.position(150 * i + i % 8).put(raw);
            }
        }

        Findings findings = new Search(many).bytes(memory.array(), "here");

        assertThat(findings.distinct("key")).isEqualTo(750);
        assertThat(findings.hits("key")).isEqualTo(1_500);
        assertThat(findings.has("key", 0)).isFalse();
        assertThat(findings.has("key", 1)).isTrue();
        assertThat(many.count("key")).isEqualTo(1_000);
    }

    @Test
    void shouldFindNothingInOtherBytes() {
        byte[] others = new byte[4_000_000];
        new Random(78).nextBytes(others);
        byte[] near = ip4.getAddress();
        near[3]++;
        System.arraycopy(near, 0, others, 1_000, near.length);

        assertThat(search.bytes(others, "here")).hasToString("4 MB searched, 0 kB unreadable, nothing found");
    }

    @Test
    void shouldNotTellWhatItFound() {
        String report = search.bytes(padded(text(IP4, StandardCharsets.US_ASCII)), "here")
                .toString();

        assertThat(report).contains("v4").contains("TEXT").contains("here").doesNotContain(IP4);
        assertThat(new Needle("v4", 0, Encoding.TEXT, IP4.getBytes(StandardCharsets.US_ASCII)))
                .hasToString("v4 as TEXT");
    }

    @Test
    void shouldRefuseWhatWouldBeFoundEverywhere() {
        assertThatThrownBy(() -> new Needle("few", 0, Encoding.TEXT, new byte[3]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Search(new Needles().secret("zeros", 0L)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Needles().secret("odd", new byte[12]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private long hits(ByteBuffer form, String label, Encoding encoding) {
        return search.bytes(padded(form), "here").hits(label, encoding);
    }

    private static ByteBuffer little() {
        return ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer big() {
        return ByteBuffer.allocate(48);
    }

    private static ByteBuffer text(String text, Charset charset) {
        return ByteBuffer.allocate(96).put(text.getBytes(charset));
    }

    /** With other bytes around it, so that it lies at an odd place. */
    private static byte[] padded(ByteBuffer form) {
        form.flip();
        byte[] bytes = new byte[form.remaining() + 34];
        bytes[12] = 1;
        form.get(bytes, 17, form.remaining());
        bytes[bytes.length - 1] = 1;
        return bytes;
    }

    private static InetAddress literal(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (java.net.UnknownHostException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }
}
