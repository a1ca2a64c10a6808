package dev.middleman.itests.system.guest;

import dev.middleman.api.net.Families;
import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.HoldResult;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.LegGrant;
import dev.middleman.api.relay.Relay;
import dev.middleman.wire.knock.KnockDirection;
import dev.middleman.wire.knock.KnockFrame;
import dev.middleman.wire.knock.KnockMac;
import dev.middleman.wire.knock.KnockType;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Many lines through one middle-man on loopback, one after the other. For one thread. */
final class Lines implements AutoCloseable {

    private static final int PATIENCE_MS = 5_000;
    private static final int BYTES = 100;
    private static final HoldRequest HOLD = new HoldRequest(0, Families.IP4, 0, 10);
    private static final CommitRequest COMMIT = new CommitRequest(LatchMode.KNOCK, LatchMode.KNOCK);

    private final Relay relay;
    private final InetAddress ip = InetAddress.getLoopbackAddress();
    private final KnockMac mac = new KnockMac();
    /** Two legs at one relay port need two sources, so each port has its own count of sockets in use. */
    private final List<DatagramSocket> sockets = new ArrayList<>();

    private final Map<Integer, Integer> used = new HashMap<>();

    /** A peer's end. */
    private record End(DatagramSocket socket, InetSocketAddress port) {}

    Lines(Relay relay) {
        this.relay = relay;
    }

    /** Returns how many datagrams came out at the far end. */
    int open(int count) throws Exception {
        int carried = 0;
        for (int i = 0; i < count; i++) {
            HoldResult.Held held =
                    (HoldResult.Held) relay.hold(HOLD).toCompletableFuture().get(PATIENCE_MS, TimeUnit.MILLISECONDS);
            CommitResult.Granted granted = (CommitResult.Granted)
                    relay.commit(held.handle(), COMMIT).toCompletableFuture().get(PATIENCE_MS, TimeUnit.MILLISECONDS);
            End a = latched(granted.a());
            End b = latched(granted.b());
            a.socket().send(new DatagramPacket(new byte[BYTES], BYTES, a.port()));
            receive(b, datagram -> datagram.length == BYTES);
            carried++;
        }
        return carried;
    }

    private End latched(LegGrant leg) throws IOException {
        int port = leg.ports().get(0);
        int next = used.merge(port, 1, Integer::sum) - 1;
        if (next == sockets.size()) {
            DatagramSocket socket = new DatagramSocket(0, ip);
            socket.setSoTimeout(PATIENCE_MS);
            sockets.add(socket);
        }
        End end = new End(sockets.get(next), new InetSocketAddress(ip, port));
        byte[] challenge = exchange(end, frame(leg, KnockType.KNOCK, 1, 0), KnockType.CHALLENGE);
        exchange(end, frame(leg, KnockType.PROOF, 2, KnockFrame.cookie(challenge)), KnockType.OK);
        return end;
    }

    private static byte[] exchange(End end, byte[] frame, KnockType wanted) throws IOException {
        end.socket().send(new DatagramPacket(frame, frame.length, end.port()));
        return receive(end, answer -> answer.length == KnockFrame.BYTES && KnockFrame.type(answer) == wanted);
    }

    /** Passes over what came for other lines, such as word that a partner is ready: a socket is an end of many. */
    private static byte[] receive(End end, Predicate<byte[]> wanted) throws IOException {
        while (true) {
            DatagramPacket packet = new DatagramPacket(new byte[BYTES], BYTES);
            end.socket().receive(packet);
            byte[] data = Arrays.copyOf(packet.getData(), packet.getLength());
            if (packet.getPort() == end.port().getPort() && wanted.test(data)) {
                return data;
            }
        }
    }

    private byte[] frame(LegGrant leg, KnockType type, long counter, long cookie) {
        byte[] frame = new byte[KnockFrame.BYTES];
        KnockFrame.start(frame, leg.sid(), type, 0);
        KnockFrame.setCounter(frame, counter);
        KnockFrame.setCookie(frame, cookie);
        mac.sign(leg.key(), KnockDirection.TO_MIDDLEMAN, frame);
        return frame;
    }

    @Override
    public void close() {
        sockets.forEach(DatagramSocket::close);
    }
}
