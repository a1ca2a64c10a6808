package dev.middleman.itests.system.trace;

import dev.middleman.wire.knock.KnockDirection;
import dev.middleman.wire.knock.KnockFrame;
import dev.middleman.wire.knock.KnockMac;
import dev.middleman.wire.knock.KnockType;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;

/** One peer at an address of its own, as simple as one can be. Confined to one thread. */
final class CrowdPeer {
    private static final int PATIENCE_MS = 500;
    private static final int TRIES = 20;
    private static final int PAYLOAD_BYTES = 200;

    private final DatagramSocket socket;
    private final Leg leg;
    private final KnockMac mac = new KnockMac();
    private long counter;

    private CrowdPeer(InetAddress address, InetSocketAddress relay, Leg leg) throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(address, 0));
        socket.connect(relay);
        socket.setSoTimeout(PATIENCE_MS);
        this.leg = leg;
    }

    /** Latches. */
    static CrowdPeer latch(InetAddress address, InetAddress middleman, Leg leg) throws IOException {
        CrowdPeer peer = new CrowdPeer(address, new InetSocketAddress(middleman, leg.relayPort()), leg);
        long cookie = KnockFrame.cookie(peer.exchange(KnockType.KNOCK, 0, KnockType.CHALLENGE));
        peer.exchange(KnockType.PROOF, cookie, KnockType.OK);
        return peer;
    }

    private byte[] exchange(KnockType type, long cookie, KnockType wanted) throws IOException {
        byte[] answer = new byte[KnockFrame.BYTES];
        for (int tries = 0; tries < TRIES; tries++) {
            sendKnock(type, cookie);
            while (receive(answer)) {
                if (KnockFrame.isWellFormed(answer) && KnockFrame.type(answer) == wanted) {
                    return answer;
                }
            }
        }
        throw new IOException("no " + wanted + " for a " + type);
    }

    private void sendKnock(KnockType type, long cookie) throws IOException {
        byte[] frame = new byte[KnockFrame.BYTES];
        KnockFrame.start(frame, leg.sid(), type, 0);
        KnockFrame.setCounter(frame, ++counter);
        KnockFrame.setCookie(frame, cookie);
        mac.sign(leg.key(), KnockDirection.TO_MIDDLEMAN, frame);
        socket.send(new DatagramPacket(frame, frame.length));
    }

    private boolean receive(byte[] into) throws IOException {
        try {
            socket.receive(new DatagramPacket(into, into.length));
            return true;
        } catch (SocketTimeoutException nothing) {
            return false;
        }
    }

    /** Sends a payload to the partner. */
    void send() throws IOException {
        socket.send(new DatagramPacket(new byte[PAYLOAD_BYTES], PAYLOAD_BYTES));
    }

    /** Whether a payload comes; control frames do not count. */
    boolean received() throws IOException {
        byte[] into = new byte[PAYLOAD_BYTES];
        DatagramPacket packet = new DatagramPacket(into, into.length);
        try {
            do {
                packet.setLength(into.length);
                socket.receive(packet);
            } while (packet.getLength() == KnockFrame.BYTES);
            return true;
        } catch (SocketTimeoutException nothing) {
            return false;
        }
    }

    /** Says BYE. */
    void leave() throws IOException {
        sendKnock(KnockType.BYE, 0);
    }

    /** Sends one datagram from an address that never proves itself. */
    static void sendOnce(InetAddress from, InetAddress middleman, int port) throws IOException {
        try (DatagramSocket once = new DatagramSocket(new InetSocketAddress(from, 0))) {
            once.send(new DatagramPacket(new byte[PAYLOAD_BYTES], PAYLOAD_BYTES, middleman, port));
        }
    }
}
