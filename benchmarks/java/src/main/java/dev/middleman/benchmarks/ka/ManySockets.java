package dev.middleman.benchmarks.ka;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConfig.DtlsRole;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.Connection;
import org.eclipse.californium.scandium.dtls.ResumptionSupportingConnectionStore;
import org.eclipse.californium.scandium.dtls.x509.StaticNewAdvancedCertificateVerifier;

/**
 * One DTLS client with many associations to one server, each through a socket at an address of its own: to the server they
 * are as many clients. The DTLS layer knows the server by a label for each association, since it has one for an address.
 *
 * <p>Thread-safe. It trusts whoever answers: it measures the server and has nothing to lose.
 */
final class ManySockets extends DTLSConnector {
    private static final int BUFFER_BYTES = 2_048;
    private static final int MTU_BYTES = 1_280;
    private static final int MOST = 200_000;
    private static final int PORT = 5_684;
    private static final int LABELS = 10 << 24;
    private static final int SOURCES = 127 << 24 | 16 << 16;

    private final ResumptionSupportingConnectionStore store;
    private final InetSocketAddress server;
    private final Selector selector;
    private final Map<InetSocketAddress, DatagramChannel> sockets = new ConcurrentHashMap<>();

    static ManySockets to(InetSocketAddress server) throws IOException {
        DtlsConfig.register();
        Configuration config = Configuration.createStandardWithoutFile();
        config.set(DtlsConfig.DTLS_ROLE, DtlsRole.CLIENT_ONLY);
        config.set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, 0);
        config.set(DtlsConfig.DTLS_VERIFY_SERVER_CERTIFICATES_SUBJECT, false);
        config.set(DtlsConfig.DTLS_MAX_CONNECTIONS, MOST);
        config.set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 0);
        config.set(DtlsConfig.DTLS_MAX_TRANSMISSION_UNIT, MTU_BYTES);
        DtlsConnectorConfig dtls = DtlsConnectorConfig.builder(config)
                .setAdvancedCertificateVerifier(StaticNewAdvancedCertificateVerifier.builder()
                        .setTrustAllCertificates()
                        .build())
                .build();
        return new ManySockets(dtls, createConnectionStore(dtls), server);
    }

    private ManySockets(DtlsConnectorConfig config, ResumptionSupportingConnectionStore store, InetSocketAddress server)
            throws IOException {
        super(config, store);
        this.store = store;
        this.server = server;
        this.selector = Selector.open();
    }

    /** Starts to work, on these threads and on one of its own that receives. */
    void start(ScheduledExecutorService executor) throws IOException {
        setExecutor(executor);
        start();
        Thread thread = new Thread(this::receive, "load-receive");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    protected void start(InetSocketAddress bindAddress) throws IOException {
        // The socket that the library wants sends nothing: sendNextDatagramOverNetwork has others.
        init(bindAddress, DatagramChannel.open().socket(), null);
    }

    /** Opens the socket of one association. @return its label */
    InetSocketAddress open(int number) throws IOException {
        InetSocketAddress label = new InetSocketAddress(address(LABELS + number), PORT);
        DatagramChannel socket = DatagramChannel.open();
        socket.bind(new InetSocketAddress(address(SOURCES + number), 0));
        socket.connect(server);
        socket.configureBlocking(false);
        sockets.put(label, socket);
        socket.register(selector, SelectionKey.OP_READ, label);
        selector.wakeup();
        return label;
    }

    /** Loses everything about an association, without a word to the server, as soon as what was to be sent has left. */
    void forget(InetSocketAddress label) {
        Connection connection = store.get(label);
        connection.getExecutor().execute(() -> {
            store.remove(connection, true);
            close(sockets.remove(label));
        });
    }

    private void close(DatagramChannel socket) {
        try {
            socket.close();
            selector.wakeup();
        } catch (IOException e) {
            throw new IllegalStateException("a socket cannot be closed", e);
        }
    }

    void send(InetSocketAddress label, byte[] message) {
        send(RawData.outbound(message, new AddressEndpointContext(label), null, false));
    }

    private void receive() {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try {
            while (selector.isOpen()) {
                selector.select(key -> read(key, buffer));
            }
        } catch (IOException | ClosedSelectorException e) {
            throw new IllegalStateException("no more datagrams can be received", e);
        }
    }

    private void read(SelectionKey key, ByteBuffer buffer) {
        try {
            DatagramChannel socket = (DatagramChannel) key.channel();
            buffer.clear();
            while (socket.read(buffer) > 0) {
                processDatagram(
                        new DatagramPacket(buffer.array(), buffer.position(), (InetSocketAddress) key.attachment()));
                buffer.clear();
            }
        } catch (IOException e) {
            // It was just closed.
        }
    }

    @Override
    protected void sendNextDatagramOverNetwork(DatagramPacket packet) throws IOException {
        DatagramChannel socket = sockets.get((InetSocketAddress) packet.getSocketAddress());
        if (socket != null) {
            socket.write(ByteBuffer.wrap(packet.getData(), packet.getOffset(), packet.getLength()));
        }
    }

    private static InetAddress address(int bits) throws IOException {
        return InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(bits).array());
    }
}
