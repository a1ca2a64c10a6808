package dev.middleman.engine;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.LegGrant;
import dev.middleman.transport.memory.MemorySocket;
import dev.middleman.transport.memory.Received;
import dev.middleman.wire.knock.KnockDirection;
import dev.middleman.wire.knock.KnockFrame;
import dev.middleman.wire.knock.KnockMac;
import dev.middleman.wire.knock.KnockType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A peer on the simulated network that knocks by hand: every frame is one call, so tests can leave out, repeat or forge. As an
 * {@linkplain #asAgent agent} it sets the flags of latch mode A.
 */
final class TestPeer {
    private final KnockMac mac = new KnockMac();
    private final LegGrant grant;
    private final Endpoint relay;
    private final List<byte[]> payloads = new ArrayList<>();
    private final List<KnockType> answers = new ArrayList<>();
    private MemorySocket socket;
    private Endpoint from;
    private byte[] lastAnswer;
    private long counter;
    private long cookie;
    private boolean agent;

    /** @param relay the middle-man's address; the first listed port is used */
    TestPeer(MemorySocket socket, LegGrant grant, Endpoint relay) {
        this.grant = grant;
        this.relay = relay.withPort(grant.ports().get(0));
        moveTo(socket);
    }

    /** Knocks for a program from now on. */
    TestPeer asAgent() {
        agent = true;
        return this;
    }

    void moveTo(MemorySocket next) {
        socket = next;
        socket.onDatagram(this::on);
    }

    private void on(Received received) {
        byte[] bytes = received.payload();
        from = received.source();
        if (bytes.length == KnockFrame.BYTES && mac.verify(grant.key(), KnockDirection.TO_PEER, bytes)) {
            lastAnswer = bytes;
            answers.add(KnockFrame.type(bytes));
            if (KnockFrame.type(bytes) == KnockType.CHALLENGE) {
                cookie = KnockFrame.cookie(bytes);
            }
        } else {
            payloads.add(bytes);
        }
    }

    /** Sends a frame with the next counter; PROOF with the cookie that came last. */
    byte[] send(KnockType type) {
        return send(type, ++counter, cookie);
    }

    byte[] send(KnockType type, long withCounter, long withCookie) {
        byte[] frame = frame(type, flags(type), withCounter, withCookie);
        send(frame);
        return frame;
    }

    private int flags(KnockType type) {
        if (!agent) {
            return 0;
        }
        return type == KnockType.PROOF ? KnockFrame.CONTROL | KnockFrame.ARM_IP : KnockFrame.CONTROL;
    }

    byte[] frame(KnockType type, int flags, long withCounter, long withCookie) {
        byte[] frame = new byte[KnockFrame.BYTES];
        KnockFrame.start(frame, grant.sid(), type, flags);
        KnockFrame.setCounter(frame, withCounter);
        KnockFrame.setCookie(frame, type == KnockType.PROOF ? withCookie : 0);
        mac.sign(grant.key(), KnockDirection.TO_MIDDLEMAN, frame);
        return frame;
    }

    void send(byte[] datagram) {
        socket.send(relay, datagram);
    }

    void sendTo(int relayPort, byte[] datagram) {
        socket.send(relay.withPort(relayPort), datagram);
    }

    void sendTrain(int segmentBytes, byte[] payload) {
        socket.sendTrain(relay, segmentBytes, payload);
    }

    LegGrant grant() {
        return grant;
    }

    MemorySocket socket() {
        return socket;
    }

    long counter() {
        return counter;
    }

    long nextCounter() {
        return ++counter;
    }

    long cookie() {
        return cookie;
    }

    /** Where the last datagram came from. */
    Endpoint from() {
        return from;
    }

    byte[] lastAnswer() {
        return lastAnswer;
    }

    boolean partnerReady() {
        return lastAnswer != null && KnockFrame.has(lastAnswer, KnockFrame.PARTNER_READY);
    }

    /** In mode A: whether the last answer said that the program is still awaited. */
    boolean armed() {
        return lastAnswer != null && KnockFrame.has(lastAnswer, KnockFrame.ARM_IP);
    }

    /** The control frames since the last call. */
    List<KnockType> takeAnswers() {
        List<KnockType> taken = List.copyOf(answers);
        answers.clear();
        return taken;
    }

    /** The payloads since the last call, as text. */
    List<String> takePayloads() {
        List<String> taken = payloads.stream().map(String::new).toList();
        payloads.clear();
        return taken;
    }

    @Override
    public String toString() {
        return "TestPeer" + Arrays.asList(answers);
    }
}
