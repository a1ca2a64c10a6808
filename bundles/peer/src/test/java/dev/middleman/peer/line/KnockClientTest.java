package dev.middleman.peer.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.peer.CloseReason;
import dev.middleman.wire.knock.KnockDirection;
import dev.middleman.wire.knock.KnockFrame;
import dev.middleman.wire.knock.KnockMac;
import dev.middleman.wire.knock.KnockType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The machine alone, frame by frame; with a real middle-man behind a simulated network: itests/lines. */
class KnockClientTest {
    private static final long SID = 0x1122_3344_5566_7788L;
    private static final long MS = 1_000_000L;
    private static final Endpoint FIRST = Endpoint.ofIp4(0xc000_0201, 20_001);
    private static final Endpoint SECOND = Endpoint.ofIp4(0xc000_0201, 20_002);
    private static final Endpoint OTHER_FAMILY = new Endpoint(0x2001_0db8_0000_0000L, 1, 20_001);

    private record Sent(Endpoint to, KnockType type, long counter, long cookie, long atNs, byte flags) {}

    private final byte[] key = new byte[KnockMac.KEY_BYTES];
    private final KnockMac mac = new KnockMac();
    private final Deque<Sent> sent = new ArrayDeque<>();
    private final List<Long> counters = new ArrayList<>();
    private long nowNs = 5_000 * MS;
    private long middlemanCounter;
    private KnockClient client;

    @BeforeEach
    void start() {
        key[0] = 7;
        client = knockAt(FIRST, SECOND);
    }

    @Test
    void shouldLatchInFourFrames() {
        assertThat(next()).extracting(Sent::to, Sent::type).containsExactly(FIRST, KnockType.KNOCK);
        receive(FIRST, KnockType.CHALLENGE, 0, 99);
        assertThat(next()).extracting(Sent::to, Sent::type, Sent::cookie).containsExactly(FIRST, KnockType.PROOF, 99L);
        assertThat(client.target()).isEmpty();
        receive(FIRST, KnockType.OK, 0, 0);
        assertThat(client.target()).contains(FIRST);
        assertThat(client.partnerReady()).isFalse();
        receive(FIRST, KnockType.OK, KnockFrame.PARTNER_READY, 0);
        assertThat(client.partnerReady()).isTrue();
    }

    @Test
    void shouldGiveEveryFrameTheNextCounter() {
        runFor(CONNECT);
        assertThat(counters)
                .hasSizeGreaterThan(10)
                .isSorted()
                .doesNotHaveDuplicates()
                .startsWith(1L, 2L, 3L);
    }

    private static final long CONNECT = KnockClient.CONNECT_NS;

    @Test
    void shouldRepeatAKnockAfter250And500MsAndThenTryTheNextPort() {
        long began = nowNs;
        runFor(2_000 * MS);
        assertThat(sent)
                .extracting(Sent::to, s -> (s.atNs() - began) / MS)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(FIRST, 0L),
                        org.assertj.core.groups.Tuple.tuple(FIRST, 250L),
                        org.assertj.core.groups.Tuple.tuple(FIRST, 750L),
                        org.assertj.core.groups.Tuple.tuple(SECOND, 1_750L),
                        org.assertj.core.groups.Tuple.tuple(SECOND, 2_000L));
    }

    @Test
    void shouldGiveUpAfterTenSeconds() {
        runFor(CONNECT - MS);
        assertThat(client.closed()).isEmpty();
        runFor(MS);
        assertThat(client.closed()).contains(CloseReason.NO_ANSWER);
        sent.clear();
        runFor(60_000 * MS);
        assertThat(sent).isEmpty();
    }

    @Test
    void shouldTryTheNextPortWhenOneIsBusy() {
        receive(FIRST, KnockType.BUSY, 0, 0);
        sent.remove();
        assertThat(next()).extracting(Sent::to, Sent::type).containsExactly(SECOND, KnockType.KNOCK);
        receive(SECOND, KnockType.CHALLENGE, 0, 5);
        receive(SECOND, KnockType.BUSY, 0, 0);
        assertThat(client.closed()).contains(CloseReason.BUSY);
    }

    @Test
    void shouldAlternateFamiliesAndLeaveOutWhatCannotBeReached() {
        Leg leg = new Leg(SID, key, List.of(FIRST, SECOND, OTHER_FAMILY));
        assertThat(leg.reachableBy(Families.BOTH).endpoints()).containsExactly(FIRST, OTHER_FAMILY, SECOND);
        assertThat(leg.reachableBy(Families.IP4).endpoints()).containsExactly(FIRST, SECOND);
        assertThat(leg.reachableBy(Families.IP6).endpoints()).containsExactly(OTHER_FAMILY);
    }

    @Test
    void shouldNotBelieveFramesWithAWrongMacOrFromElsewhere() {
        byte[] right = frame(KnockType.CHALLENGE, 0, 1);
        byte[] wrong = right.clone();
        wrong[43] ^= 1;
        assertThat(client.onFrame(FIRST, wrong, nowNs)).isFalse();
        assertThat(client.onFrame(FIRST.withPort(1), right, nowNs)).isFalse();
        byte[] own = frame(KnockType.CHALLENGE, 0, 1);
        mac.sign(key, KnockDirection.TO_MIDDLEMAN, own);
        assertThat(client.onFrame(FIRST, own, nowNs)).isFalse();
        assertThat(sent).hasSize(1);
        assertThat(client.onFrame(FIRST, right, nowNs)).isTrue();
        assertThat(sent).hasSize(2);
    }

    @Test
    void shouldKeepAfterTwentySecondsOfSilence() {
        latch();
        runFor(KnockClient.KEEP_NS - MS);
        assertThat(sent).isEmpty();
        runFor(MS);
        assertThat(next().type()).isEqualTo(KnockType.KEEP);
        receive(FIRST, KnockType.OK, KnockFrame.PARTNER_READY, 0);
        runFor(KnockClient.KEEP_NS - MS);
        assertThat(sent).isEmpty();
    }

    @Test
    void shouldKeepWhenItOnlySendsAndHearsNothing() {
        latch();
        for (int second = 0; second < 21; second++) {
            client.sentPayload(nowNs);
            runFor(1_000 * MS);
        }
        assertThat(sent).extracting(Sent::type).contains(KnockType.KEEP);
    }

    @Test
    void shouldNotKeepWhilePayloadGoesBothWays() {
        latch();
        for (int second = 0; second < 60; second++) {
            client.sentPayload(nowNs);
            client.receivedPayload(FIRST, nowNs);
            runFor(1_000 * MS);
        }
        assertThat(sent).isEmpty();
    }

    @Test
    void shouldProveItselfAgainWhenAKeepIsChallenged() {
        latch();
        runFor(KnockClient.KEEP_NS);
        assertThat(next().type()).isEqualTo(KnockType.KEEP);
        receive(FIRST, KnockType.CHALLENGE, 0, 4_711);
        assertThat(next()).extracting(Sent::type, Sent::cookie).containsExactly(KnockType.PROOF, 4_711L);
        receive(FIRST, KnockType.OK, KnockFrame.PARTNER_READY, 0);
        assertThat(client.target()).contains(FIRST);
        runFor(KnockClient.KEEP_NS - MS);
        assertThat(sent).isEmpty();
    }

    @Test
    void shouldTakeTheMiddlemanForGoneAfterTwoUnansweredKeeps() {
        latch();
        runFor(KnockClient.KEEP_NS + 3_750 * MS);
        assertThat(client.closed()).isEmpty();
        runFor(3_750 * MS - MS);
        assertThat(client.closed()).isEmpty();
        assertThat(sent).extracting(Sent::type).containsOnly(KnockType.KEEP);
        runFor(MS);
        assertThat(client.closed()).contains(CloseReason.MIDDLEMAN_GONE);
    }

    @Test
    void shouldAskEverySecondWhetherThePartnerIsThereAndGiveUpInTheEnd() {
        receive(FIRST, KnockType.CHALLENGE, 0, 1);
        receive(FIRST, KnockType.OK, 0, 0);
        sent.clear();
        long began = nowNs;
        while (client.closed().isEmpty()) {
            runFor(100 * MS);
            if (!sent.isEmpty() && sent.remove().type() == KnockType.KEEP) {
                receive(FIRST, KnockType.OK, 0, 0);
            }
        }
        assertThat(client.closed()).contains(CloseReason.NO_PARTNER);
        assertThat(nowNs - began).isBetween(KnockClient.PARTNER_NS, KnockClient.PARTNER_NS + 2_000 * MS);
        assertThat(client.framesSent()).isBetween(35L, 40L);
    }

    @Test
    void shouldLookForAnotherPortWhenItsNatMovesItOntoATakenOne() {
        latch();
        runFor(KnockClient.KEEP_NS);
        assertThat(next().type()).isEqualTo(KnockType.KEEP);
        receive(FIRST, KnockType.CHALLENGE, 0, 4_711);
        sent.clear();
        receive(FIRST, KnockType.BUSY, 0, 0);
        assertThat(next()).extracting(Sent::to, Sent::type).containsExactly(SECOND, KnockType.KNOCK);
        receive(SECOND, KnockType.CHALLENGE, 0, 5);
        receive(SECOND, KnockType.OK, KnockFrame.PARTNER_READY, 0);
        assertThat(client.target()).contains(SECOND);
    }

    @Test
    void shouldTakePayloadForAnAnswerToTheProof() {
        receive(FIRST, KnockType.CHALLENGE, 0, 1);
        client.receivedPayload(SECOND, nowNs);
        assertThat(client.target()).isEmpty();
        client.receivedPayload(FIRST, nowNs);
        assertThat(client.target()).contains(FIRST);
        assertThat(client.partnerReady()).isTrue();
    }

    @Test
    void shouldSayGoodbyeOnceAndForgetTheKey() {
        latch();
        client.close(nowNs);
        client.close(nowNs);
        assertThat(sent).extracting(Sent::type).containsExactly(KnockType.BYE);
        assertThat(client.closed()).contains(CloseReason.LOCAL);
        assertThat(key).containsOnly(0);
    }

    @Test
    void shouldEndOnGoodbye() {
        latch();
        receive(FIRST, KnockType.BYE, 0, 0);
        assertThat(client.closed()).contains(CloseReason.GOODBYE);
        assertThat(client.target()).isEmpty();
    }

    @Test
    void shouldLeaveOutEndpointsThatAnotherLineUses() {
        List<Endpoint> free = new ArrayList<>(List.of(SECOND));
        client = new KnockClient(
                new Leg(SID, key.clone(), List.of(FIRST, SECOND)),
                new Claims() {
                    @Override
                    public boolean claim(Endpoint endpoint) {
                        return free.contains(endpoint);
                    }

                    @Override
                    public void release(Endpoint endpoint) {
                        free.add(endpoint);
                    }
                },
                this::record);
        sent.clear();
        client.start(nowNs);
        assertThat(next().to()).isEqualTo(SECOND);
        free.clear();
        client.close(nowNs);
        assertThat(free).containsExactly(SECOND);
    }

    private void knockAsAgent() {
        sent.clear();
        client = new KnockClient(new Leg(SID, key, List.of(FIRST), LatchMode.ARM), Claims.ALL_FREE, this::record);
        client.start(nowNs);
    }

    private void arm() {
        receive(FIRST, KnockType.CHALLENGE, 0, 1);
        receive(FIRST, KnockType.OK, KnockFrame.ARM_IP | KnockFrame.PARTNER_READY, 0);
        sent.clear();
    }

    @Test
    void shouldKnockAsAnAgentForAProgram() {
        knockAsAgent();
        assertThat(next()).extracting(Sent::type, Sent::flags).containsExactly(KnockType.KNOCK, (byte)
                KnockFrame.CONTROL);
        receive(FIRST, KnockType.CHALLENGE, 0, 99);
        assertThat(next()).extracting(Sent::type, Sent::flags).containsExactly(KnockType.PROOF, (byte)
                (KnockFrame.CONTROL | KnockFrame.ARM_IP));
        receive(FIRST, KnockType.OK, KnockFrame.ARM_IP | KnockFrame.PARTNER_READY, 0);
        assertThat(client.target()).contains(FIRST);
        assertThat(client.isReady()).as("the program has not sent anything yet").isFalse();
        receive(FIRST, KnockType.OK, KnockFrame.PARTNER_READY, 0);
        assertThat(client.isReady()).isTrue();
    }

    @Test
    void shouldArmAgainEveryFiveSecondsUntilTheProgramCame() {
        knockAsAgent();
        arm();
        for (int round = 0; round < 3; round++) {
            runFor(4_999 * MS);
            assertThat(sent).isEmpty();
            runFor(MS);
            assertThat(next()).extracting(Sent::type).isEqualTo(KnockType.KNOCK);
            arm();
        }
        receive(FIRST, KnockType.OK, KnockFrame.PARTNER_READY, 0);
        runFor(19_999 * MS);
        assertThat(sent).as("a latched leg is only kept").isEmpty();
        runFor(MS);
        assertThat(next()).extracting(Sent::type).isEqualTo(KnockType.KEEP);
    }

    private KnockClient knockAt(Endpoint... endpoints) {
        KnockClient made = new KnockClient(new Leg(SID, key, List.of(endpoints)), Claims.ALL_FREE, this::record);
        made.start(nowNs);
        return made;
    }

    private void record(Endpoint to, byte[] frame) {
        assertThat(mac.verify(key, KnockDirection.TO_MIDDLEMAN, frame)).isTrue();
        counters.add(KnockFrame.counter(frame));
        sent.add(new Sent(to, KnockFrame.type(frame), KnockFrame.counter(frame), KnockFrame.cookie(frame), nowNs, (byte)
                KnockFrame.flags(frame)));
    }

    private Sent next() {
        assertThat(sent).hasSize(1);
        return sent.remove();
    }

    private void latch() {
        receive(FIRST, KnockType.CHALLENGE, 0, 1);
        receive(FIRST, KnockType.OK, KnockFrame.PARTNER_READY, 0);
        sent.clear();
    }

    private byte[] frame(KnockType type, int flags, long cookie) {
        byte[] made = new byte[KnockFrame.BYTES];
        KnockFrame.start(made, SID, type, flags);
        KnockFrame.setCounter(made, ++middlemanCounter);
        KnockFrame.setCookie(made, cookie);
        mac.sign(key, KnockDirection.TO_PEER, made);
        return made;
    }

    private void receive(Endpoint from, KnockType type, int flags, long cookie) {
        assertThat(client.onFrame(from, frame(type, flags, cookie), nowNs)).isTrue();
    }

    private void runFor(long ns) {
        for (long end = nowNs + ns; nowNs < end; ) {
            nowNs = Math.min(end, Math.max(nowNs, client.poll(nowNs)));
            client.poll(nowNs);
        }
    }
}
