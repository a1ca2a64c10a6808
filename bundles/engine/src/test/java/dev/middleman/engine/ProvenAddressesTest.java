package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.DropReason;
import dev.middleman.api.relay.LegGrant;
import dev.middleman.transport.memory.MemoryNetwork;
import dev.middleman.transport.memory.MemorySocket;
import dev.middleman.wire.knock.KnockDirection;
import dev.middleman.wire.knock.KnockFrame;
import dev.middleman.wire.knock.KnockMac;
import dev.middleman.wire.knock.KnockType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Invariant 7 over random traffic of peers that know their keys and use them badly: payload goes only to an address that
 * returned a cookie which was sent to it, at that relay port, for a leg of its own; and no answer is more than its request.
 *
 * <p>Half of the sockets are bystanders: all they ever return are cookies that others got, as if they had read them.
 */
class ProvenAddressesTest {
    private static final int STEPS = 4_000;
    private static final int HONEST = 6;

    /** What a cookie was made for. */
    private record Challenge(MemorySocket socket, int relayPort, long sid) {}

    private final Node node = new Node(new Quotas(1_000, 20_000, 5_000, 64, 100, 100, 20_000), 2, "20000-20003");
    private final Random random = new Random(node.network.seed());
    private final KnockMac mac = new KnockMac();
    private final List<MemorySocket> sockets = new ArrayList<>();
    private final List<LegGrant> legs = new ArrayList<>();
    private final Map<Long, Long> counters = new HashMap<>();
    private final List<Long> cookies = new ArrayList<>();
    private final Map<Long, Challenge> challenges = new HashMap<>();
    private final Map<MemorySocket, Set<Integer>> provedAt = new HashMap<>();
    private final Map<MemorySocket, Integer> sent = new HashMap<>();
    private final Map<MemorySocket, Integer> got = new HashMap<>();
    private int payloads;
    private int stolenProofs;

    @RepeatedTest(3)
    void shouldSendPayloadOnlyToAddressesThatProvedThemselves() {
        for (int i = 0; i < 12; i++) {
            MemorySocket socket =
                    node.network.host(MemoryNetwork.ip4(8, 8, 8, 1 + i / 2)).socket();
            sockets.add(socket);
            socket.onDatagram(received -> arrived(socket, received.source().port(), received.payload()));
        }
        for (int i = 0; i < STEPS; i++) {
            step();
            if (random.nextInt(4) == 0) {
                node.settle();
            }
            if (random.nextInt(20) == 0) {
                node.seconds(random.nextDouble());
            }
            if (random.nextInt(100) == 0) {
                legs.clear();
            }
        }
        node.settle();
        assertThat(payloads).as("payload arrived at all").isGreaterThan(20);
        assertThat(stolenProofs).as("bystanders tried").isGreaterThan(100);
        assertThat(node.dropped(DropReason.KNOCK_BAD_COOKIE)).isPositive();
        for (MemorySocket bystander : sockets.subList(HONEST, sockets.size())) {
            assertThat(got.getOrDefault(bystander, 0)).isLessThanOrEqualTo(sent.get(bystander));
        }
        node.close();
    }

    private void step() {
        if (legs.size() < 4) {
            CommitResult.Granted granted = node.commit(node.hold());
            legs.add(granted.a());
            legs.add(granted.b());
        }
        Challenge last = cookies.isEmpty() ? null : challenges.get(cookies.get(cookies.size() - 1));
        if (last != null && random.nextInt(3) == 0 && sockets.indexOf(last.socket()) < HONEST) {
            legs.stream()
                    .filter(leg -> leg.sid() == last.sid())
                    .forEach(leg -> send(last.socket(), last.relayPort(), proof(leg, cookies.get(cookies.size() - 1))));
            provedAt.computeIfAbsent(last.socket(), s -> new HashSet<>()).add(last.relayPort());
            return;
        }
        MemorySocket socket = sockets.get(random.nextInt(sockets.size()));
        LegGrant leg = legs.get(random.nextInt(legs.size()));
        int relayPort = leg.ports().get(random.nextInt(leg.ports().size()));
        send(socket, relayPort, random.nextInt(3) == 0 ? new byte[random.nextInt(44)] : abuse(socket, relayPort, leg));
    }

    private void send(MemorySocket socket, int relayPort, byte[] bytes) {
        sent.merge(socket, 1, Integer::sum);
        socket.send(Node.IP4.withPort(relayPort), bytes);
    }

    /** Any frame with a right mac, but never a PROOF with a cookie that was made for it. */
    private byte[] abuse(MemorySocket socket, int relayPort, LegGrant leg) {
        KnockType type = KnockType.values()[random.nextInt(7)];
        if (type != KnockType.PROOF || cookies.isEmpty()) {
            return frame(leg, type, 0);
        }
        long cookie = cookies.get(Math.max(0, cookies.size() - 1 - random.nextInt(6)));
        boolean own = challenges.get(cookie).equals(new Challenge(socket, relayPort, leg.sid()));
        stolenProofs += own ? 0 : 1;
        return proof(leg, own ? cookie + 1 : cookie);
    }

    private byte[] proof(LegGrant leg, long cookie) {
        return frame(leg, KnockType.PROOF, cookie);
    }

    private byte[] frame(LegGrant leg, KnockType type, long cookie) {
        byte[] frame = new byte[KnockFrame.BYTES];
        KnockFrame.start(frame, leg.sid(), type, 0);
        KnockFrame.setCounter(frame, counters.merge(leg.sid(), 1L, Long::sum));
        KnockFrame.setCookie(frame, cookie);
        mac.sign(leg.key(), KnockDirection.TO_MIDDLEMAN, frame);
        return frame;
    }

    private void arrived(MemorySocket socket, int relayPort, byte[] bytes) {
        got.merge(socket, 1, Integer::sum);
        boolean knock = bytes.length == KnockFrame.BYTES;
        payloads += knock ? 0 : 1;
        if (knock && KnockFrame.type(bytes) == KnockType.CHALLENGE) {
            long cookie = KnockFrame.cookie(bytes);
            cookies.add(cookie);
            challenges.put(cookie, new Challenge(socket, relayPort, KnockFrame.sid(bytes)));
        } else if (!knock || KnockFrame.type(bytes) != KnockType.BUSY) {
            assertThat(provedAt.getOrDefault(socket, Set.of()))
                    .as("relay ports where this address proved itself")
                    .contains(relayPort);
        }
    }
}
