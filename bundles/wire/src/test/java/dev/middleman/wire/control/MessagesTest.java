package dev.middleman.wire.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.wire.IpText;
import dev.middleman.wire.Kind;
import dev.middleman.wire.Padding;
import dev.middleman.wire.Rnd;
import dev.middleman.wire.Seeds;
import dev.middleman.wire.Vectors;
import dev.middleman.wire.Vectors.Vector;
import dev.middleman.wire.WireException;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the vectors cannot say: that a field lands in its place, and what the longest messages are. */
class MessagesTest {
    private static final Endpoint LONGEST_IP4 = Endpoint.ofIp4(-1, 65_535);
    private static final Endpoint LONGEST_IP6 = new Endpoint(-1, -1, 65_535);

    static List<Vector> vectors() {
        return Vectors.read("control.json", "valid");
    }

    @Test
    void shouldPutEveryFieldOfALineInItsPlace() throws WireException {
        Line line = new Line(
                1,
                List.of(ip("192.0.2.1", 20_000), ip("192.0.2.1", 20_001), ip("2001:db8::1", 20_000)),
                0x0001020304050607L,
                counting(16, 16),
                LatchMode.KNOCK,
                60,
                86_400,
                Line.CALLER,
                counting(0, 176));
        assertThat(Line.parse(vector("what the caller gets"))).isEqualTo(line);
    }

    @Test
    void shouldPutEveryFieldOfALookUpInItsPlace() throws WireException {
        Vector bob = Vectors.read("identity.json", "pids").get(1);
        LookUp lookUp = new LookUp(
                bob.hex("realmId"),
                Pid.parse(bob.text("text")),
                counting(0, 8),
                Vectors.read("identity.json", "nonces").get(0).hex("nonce"),
                counting(0, 32),
                counting(32, 32),
                Families.BOTH,
                LatchMode.HINT,
                2,
                3,
                List.of(ip("192.0.2.1", 0), ip("2001:db8::1", 20_000)));
        assertThat(LookUp.parse(vector("POST /x with everything"))).isEqualTo(lookUp);
    }

    @Test
    void shouldPutEveryFieldOfAGrantInItsPlace() throws WireException {
        Granted granted = new Granted(
                new GrantedLeg(
                        Optional.of(ip("192.0.2.1", 0)),
                        Optional.of(ip("2001:db8::1", 0)),
                        List.of(20_000, 20_001, 20_002),
                        0x0001020304050607L,
                        counting(0, 16)),
                new GrantedLeg(
                        Optional.of(ip("192.0.2.1", 0)),
                        Optional.empty(),
                        List.of(20_003),
                        0x08090a0b0c0d0e0fL,
                        counting(16, 16)),
                60,
                86_400);
        assertThat(Granted.parse(vector("answer to PUT /s/{handle}"))).isEqualTo(granted);
    }

    @Test
    void shouldFitTheLongestLineIntoOneMessage() {
        List<Endpoint> endpoints =
                List.of(LONGEST_IP4, LONGEST_IP4, LONGEST_IP4, LONGEST_IP6, LONGEST_IP6, LONGEST_IP6);
        Line line = new Line(
                1, endpoints, -1, counting(0, 16), LatchMode.KNOCK, 600, 604_800, Line.CALLER, counting(0, 480));
        assertThat(line.encode()).hasSizeBetween(Padding.MAX_BYTES - 64, Padding.MAX_BYTES);
    }

    @Test
    void shouldPutEveryMiddlemanOfALineInItsPlace() throws WireException {
        Line line = new Line(
                1,
                List.of(ip("192.0.2.1", 20_000), ip("192.0.2.1", 20_001)),
                0x0001020304050607L,
                counting(16, 16),
                LatchMode.KNOCK,
                60,
                86_400,
                Line.CALLER,
                counting(0, 176),
                List.of(
                        new SpareLeg(
                                List.of(ip("198.51.100.1", 20_000), ip("198.51.100.1", 20_001)),
                                0x08090a0b0c0d0e0fL,
                                counting(32, 16),
                                60,
                                86_400),
                        new SpareLeg(
                                List.of(ip("2001:db8:1::1", 30_000)),
                                0x1011121314151617L,
                                counting(48, 16),
                                15,
                                3_600)));
        assertThat(Line.parse(vector("what the caller gets of three middle-men")))
                .isEqualTo(line);
    }

    @Test
    void shouldMakeTheLongestLineThroughThreeMiddleMenFitWithBothFamiliesOfEach() {
        List<Endpoint> endpoints =
                List.of(LONGEST_IP6, LONGEST_IP4, LONGEST_IP6, LONGEST_IP4, LONGEST_IP6, LONGEST_IP4);
        SpareLeg leg = new SpareLeg(endpoints, -1, counting(0, 16), 600, 604_800);
        Octets blob = counting(0, Line.MAX_BLOB_BESIDE_MORE);
        Line line = new Line(
                1, endpoints, -1, counting(0, 16), LatchMode.KNOCK, 600, 604_800, Line.CALLER, blob, List.of(leg, leg));
        assertThatIllegalArgumentException().as("as it was").isThrownBy(line::encode);

        Line fitting = line.fitting();

        assertThat(fitting.encode()).hasSizeLessThanOrEqualTo(Padding.MAX_BYTES);
        assertThat(fitting.endpoints()).startsWith(LONGEST_IP6, LONGEST_IP4);
        assertThat(fitting.more()).hasSize(2).allSatisfy(spare -> assertThat(spare.endpoints())
                .startsWith(LONGEST_IP6, LONGEST_IP4));
    }

    @Test
    void shouldTakeNothingFromALineThatFits() {
        Line line = new Line(
                1,
                List.of(LONGEST_IP6, LONGEST_IP4),
                -1,
                counting(0, 16),
                LatchMode.KNOCK,
                600,
                604_800,
                Line.TARGET,
                counting(0, 32),
                List.of(new SpareLeg(List.of(LONGEST_IP6, LONGEST_IP6), -2, counting(1, 16), 600, 604_800)));
        assertThat(line.fitting()).isEqualTo(line);
    }

    @Test
    void shouldFitTheLongestGrantIntoOneMessage() {
        GrantedLeg leg = new GrantedLeg(
                Optional.of(LONGEST_IP4.withPort(0)),
                Optional.of(LONGEST_IP6.withPort(0)),
                List.of(65_535, 65_534, 65_533),
                -1,
                counting(0, 16));
        assertThat(new Granted(leg, leg, 600, 604_800).encode()).hasSizeLessThan(Padding.MAX_BYTES);
    }

    @Test
    void shouldRefuseToWriteAMessageThatIsTooLong() {
        LookUp lookUp = new LookUp(
                counting(0, 32),
                new Pid(-1, -1),
                counting(0, 8),
                counting(0, 32),
                counting(0, 256),
                counting(0, 256),
                Families.BOTH,
                LatchMode.KNOCK,
                2,
                3,
                List.of(LONGEST_IP6, LONGEST_IP6, LONGEST_IP6, LONGEST_IP6));
        assertThatIllegalArgumentException()
                .isThrownBy(lookUp::encode)
                .withMessageMatching("a message of 1[0-9]{3} bytes is not in 0\\.\\.1024");
    }

    @Test
    void shouldFillAnInboxFromTheOldestOfferOn() {
        SplittableRandom random = Seeds.next("MessagesTest");
        List<Offer> offers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            offers.add(new Offer(Rnd.octets(random, 16), 8, Rnd.octets(random, 32)));
        }
        Inbox inbox = Inbox.fitting(offers);
        int fitting = inbox.offers().size();
        assertThat(fitting).isBetween(8, Inbox.MAX_OFFERS);
        assertThat(inbox.offers()).isEqualTo(offers.subList(0, fitting));
        assertThat(inbox.encode()).hasSizeLessThanOrEqualTo(Padding.MAX_BYTES);
        assertThatIllegalArgumentException().isThrownBy(new Inbox(offers.subList(0, fitting + 1))::encode);
    }

    @Test
    void shouldStopAnInboxAtSixteenOffers() {
        Offer small = new Offer(counting(0, 16), 8, Octets.EMPTY);
        assertThat(Inbox.fitting(Collections.nCopies(40, small)).offers()).hasSize(Inbox.MAX_OFFERS);
    }

    @Test
    void shouldNeverHoldASmallNumberOfSessions() {
        assertThat(new NodeTotals(9, 100, false).live()).isEqualTo(NodeTotals.FEW);
        assertThat(new NodeTotals(0, 100, false)).isEqualTo(new NodeTotals(9, 100, false));
        assertThat(new NodeTotals(10, 100, false).live()).isEqualTo(10);
    }

    @Test
    void shouldNameFieldValueAndRangeInARecordThatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Refreshed(3_601))
                .withMessage("lt 3601 is not in 1..3600");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NonceAnswer(counting(0, 31), counting(0, 32)))
                .withMessage("nonce of 31 bytes is not in 32..32 bytes");
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void shouldShowNeitherAddressNorBytesInToString(Vector vector) throws WireException {
        Kind<?> kind = ControlKinds.named(vector.text("type"));
        byte[] json = vector.text("json").getBytes(StandardCharsets.UTF_8);
        String shown = kind.parse().parse(json).toString();
        secrets(vector.text("json")).forEach(secret -> assertThat(shown).doesNotContain(secret));
    }

    @Test
    void shouldFindTheSecretsThatToStringMustNotShow() {
        assertThat(
                        secrets(
                                "{\"seen\":[\"192.0.2.1\",7],\"K\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"to\":\"1::2:3:4\",\"a\":\"K\"}"))
                .containsExactly("192.0.2.1", "AAAAAAAAAAAAAAAAAAAAAA", "1::2:3:4");
    }

    /** Addresses, pids, and base64url of eight bytes or more. */
    private static List<String> secrets(String json) {
        return Pattern.compile("(?<=\")(?:[A-Za-z0-9_-]{11,}|[0-9a-f:]*:[0-9a-f:]+|[0-9]+(?:\\.[0-9]+){3})(?=\")")
                .matcher(json)
                .results()
                .map(MatchResult::group)
                .filter(text -> text.length() > 4 && !text.equals(":"))
                .toList();
    }

    private static byte[] vector(String name) {
        return vectors().stream()
                .filter(vector -> vector.text("name").equals(name))
                .findFirst()
                .orElseThrow()
                .text("json")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Endpoint ip(String text, int port) throws WireException {
        return IpText.parse(text).withPort(port);
    }

    private static Octets counting(int from, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (from + i);
        }
        return Octets.of(bytes);
    }
}
