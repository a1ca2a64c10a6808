package dev.middleman.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.control.Association;
import dev.middleman.api.control.ControlException.Reason;
import dev.middleman.api.control.ControlServer.Served;
import dev.middleman.api.control.ServerSpec;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.californium.scandium.dtls.Connection;
import org.eclipse.californium.scandium.dtls.ConnectionId;
import org.eclipse.californium.scandium.dtls.HandshakeException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What passes before an association is there, as an observer of the network sees it. */
class HandshakeTest {
    private static final int HANDSHAKE = 22;
    private static final int RECORD_HEADER = 13;
    private static final int MESSAGE_HEADER = 12;

    /** So many fit the server's socket buffer. */
    private static final int BATCH = 20;

    private static final int HELLO_VERIFY_REQUEST = 3;
    private static final int CERTIFICATE = 11;
    private static final int SERVER_KEY_EXCHANGE = 12;
    private static final int CERTIFICATE_REQUEST = 13;
    private static final int SERVER_HELLO_DONE = 14;

    @TempDir
    static Path folder;

    private static Identity identity;

    @BeforeAll
    static void makeIdentity() {
        identity = Identity.make(folder, "server");
    }

    @Test
    void shouldNeverAskTheClientForACertificate() throws Exception {
        try (Served served = Net.serve(identity, Net.DEAF);
                Forwarder network = new Forwarder(served.port());
                Association association = Net.connect(identity, network.port())) {
            assertThat(association.id()).isNotZero();
            Set<Integer> fromServer = messages(network, false);

            assertThat(fromServer)
                    .as("positive control")
                    .contains(HELLO_VERIFY_REQUEST, CERTIFICATE, SERVER_KEY_EXCHANGE, SERVER_HELLO_DONE);
            assertThat(fromServer).doesNotContain(CERTIFICATE_REQUEST);
            assertThat(messages(network, true)).doesNotContain(CERTIFICATE);
        }
    }

    @Test
    void shouldShowItsBareKeyToAClientThatKnowsNoCertificates() throws Exception {
        Identity other = Identity.make(folder, "other");
        try (Served served = Net.serve(identity, Net.DEAF);
                RawCoap trusting = RawCoap.connectByRawKey(identity, served.port());
                RawCoap mistaken = RawCoap.connectByRawKey(other, served.port())) {
            assertThat(trusting.post("/m2/p", 2)).isEqualTo("4.04");
            assertThat(mistaken.post("/m2/p", 2)).isEqualTo("nothing");
        }
    }

    @Test
    void shouldAnswerAnUnprovenAddressWithLessThanItSent() throws Exception {
        try (Served served = Net.serve(identity, Net.DEAF);
                Forwarder network = new Forwarder(served.port());
                Association association = Net.connect(identity, network.port())) {
            assertThat(association.id()).isNotZero();
            Forwarder.Passing hello = network.passed().get(0);
            Forwarder.Passing answer = network.passed().get(1);

            assertThat(hello.toServer()).isTrue();
            assertThat(answer.toServer()).isFalse();
            assertThat(types(answer)).containsExactly(HELLO_VERIFY_REQUEST);
            assertThat(answer.bytes().length).isLessThan(hello.bytes().length);
        }
    }

    @Test
    void shouldStaySilentToMalformedDatagrams() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        try (Served served = Net.serve(identity, Net.DEAF);
                DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.connect(InetAddress.getLoopbackAddress(), served.port());
            socket.setSoTimeout(10_000);
            byte[] hello = hello(served);
            send(socket, hello);
            assertThat(receive(socket)[0]).as("positive control").isEqualTo((byte) HANDSHAKE);

            List<byte[]> malformed = malformed(hello, random);
            for (int i = 0; i < malformed.size(); i++) {
                send(socket, malformed.get(i));
                if (i % BATCH == 0) {
                    // Whatever the server says next is said to this one: the malformed ones before got nothing.
                    send(socket, hello);
                    assertThat(types(new Forwarder.Passing(false, receive(socket))))
                            .containsExactly(HELLO_VERIFY_REQUEST);
                }
            }
            try (Association association = Net.connect(identity, served.port())) {
                assertThat(Net.get(association.ask(Net.post("/p", "{}")))).isNotNull();
            }
        }
    }

    @Test
    void shouldRefuseOneAssociationMoreWhileAllAreAlive() throws Exception {
        ServerSpec two = new ServerSpec("test", Net.LOOPBACK, "m2", identity.key(), identity.chain(), 2, 100);
        try (Served served = new CoapServer(Net.QUICK).serve(two, Net.DEAF)) {
            Association first = Net.connect(identity, served.port());
            Association second = Net.connect(identity, served.port());
            assertThat(Net.reason(new CoapClient(Net.QUICK).connect(Net.to(served.port(), identity.pin()), Net.DEAF)))
                    .isEqualTo(Reason.CLOSED);

            assertThat(served.totals().refused()).isEqualTo(1);
            Net.get(first.ping());
            Net.get(second.ping());
            second.close();
            awaitAssociations(served, 1);
            try (Association third = Net.connect(identity, served.port())) {
                Net.get(third.ping());
                Net.get(first.ping());
            }
        }
    }

    @Test
    void shouldLetAnIdleAssociationGiveWay() throws Exception {
        Links links = new Links(null);
        Connection connection = new Connection(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
        connection.setConnectorContext(Runnable::run, links);
        connection.setConnectionId(new ConnectionId(new byte[] {1}));
        links.onConnectionEstablished(connection);
        List<Link> evicted = new ArrayList<>();
        ScheduledExecutorService unused = Executors.newScheduledThreadPool(1);
        HandshakeGate gate = new HandshakeGate(100, 1, links);
        gate.run(unused, evicted::add);
        unused.shutdownNow();

        for (int i = 0; i < CoapSettings.STALE_TURNS; i++) {
            assertThatThrownBy(() -> gate.handshakeStarted(null)).isInstanceOf(HandshakeException.class);
            links.turn();
        }
        gate.handshakeStarted(null);

        assertThat(evicted).containsExactlyElementsOf(links.all());
        assertThat(gate.refused()).isEqualTo(CoapSettings.STALE_TURNS);
    }

    /** Every beginning of a hello, and noise. */
    private static List<byte[]> malformed(byte[] hello, Random random) {
        List<byte[]> all = new ArrayList<>();
        for (int length = 0; length < hello.length; length++) {
            all.add(Arrays.copyOf(hello, length));
        }
        for (int i = 0; i < 500; i++) {
            byte[] noise = new byte[random.nextInt(1_500)];
            random.nextBytes(noise);
            all.add(noise);
        }
        return all;
    }

    private static void awaitAssociations(Served served, int count) {
        while (served.totals().associations() != count) {
            Thread.onSpinWait();
        }
    }

    /** A client hello without a cookie. */
    private static byte[] hello(Served served) {
        try (Forwarder network = new Forwarder(served.port());
                Association association = Net.connect(identity, network.port())) {
            assertThat(association.id()).isNotZero();
            return network.passed().get(0).bytes();
        }
    }

    private static void send(DatagramSocket socket, byte[] bytes) throws Exception {
        socket.send(new DatagramPacket(bytes, bytes.length));
    }

    private static byte[] receive(DatagramSocket socket) throws Exception {
        DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private static Set<Integer> messages(Forwarder network, boolean toServer) {
        Set<Integer> found = new TreeSet<>();
        network.passed().stream()
                .filter(passing -> passing.toServer() == toServer)
                .forEach(passing -> found.addAll(types(passing)));
        return found;
    }

    /** The types of the handshake messages in clear (RFC 6347 section 4.2.2) that a datagram holds. */
    private static List<Integer> types(Forwarder.Passing passing) {
        List<Integer> types = new ArrayList<>();
        ByteBuffer datagram = ByteBuffer.wrap(passing.bytes());
        while (datagram.remaining() > RECORD_HEADER) {
            int start = datagram.position();
            int type = datagram.get(start);
            int epoch = datagram.getShort(start + 3);
            int length = Short.toUnsignedInt(datagram.getShort(start + 11));
            int end = Math.min(start + RECORD_HEADER + length, datagram.limit());
            if (type == HANDSHAKE && epoch == 0) {
                for (int at = start + RECORD_HEADER; at + MESSAGE_HEADER <= end; ) {
                    types.add((int) datagram.get(at));
                    at = at + MESSAGE_HEADER + (datagram.getInt(at + 8) & 0xff_ffff);
                }
            }
            datagram.position(end);
        }
        return types;
    }
}
