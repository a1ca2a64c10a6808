package dev.middleman.coap;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.EndpointContextMatcher;
import org.eclipse.californium.elements.MapBasedEndpointContext;
import org.eclipse.californium.elements.MessageCallback;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.elements.RawDataChannel;
import org.eclipse.californium.elements.exception.EndpointUnconnectedException;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.AlertMessage;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertDescription;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertLevel;
import org.eclipse.californium.scandium.dtls.Connection;
import org.eclipse.californium.scandium.dtls.ResumptionSupportingConnectionStore;

/**
 * A DTLS socket that speaks of {@link Link}s upwards and of addresses downwards. Thread-safe.
 */
final class LinkConnector extends DTLSConnector {

    private final Links links;
    private final Receiver receiver;
    private final ResumptionSupportingConnectionStore store;
    private volatile DatagramChannel channel;

    LinkConnector(DtlsConnectorConfig config, Links links, Receiver receiver) {
        this(config, links, receiver, createConnectionStore(config));
    }

    private LinkConnector(
            DtlsConnectorConfig config, Links links, Receiver receiver, ResumptionSupportingConnectionStore store) {
        super(config, store);
        this.links = links;
        this.receiver = receiver;
        this.store = store;
        setAlertHandler((peer, alert) -> onAlert(alert));
    }

    /** One receiving thread serves many sockets, where the library would start one for each. */
    @Override
    protected void start(InetSocketAddress bindAddress) throws IOException {
        if (isRunning()) {
            return;
        }
        DatagramChannel opened = DatagramChannel.open();
        try {
            opened.configureBlocking(false);
            channel = opened;
            init(bindAddress, opened.socket(), null);
            receiver.add(opened, this::processDatagram);
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    @Override
    protected void sendNextDatagramOverNetwork(DatagramPacket packet) throws IOException {
        // 0 when the socket's buffer is full: a lost datagram like any other.
        channel.send(
                ByteBuffer.wrap(packet.getData(), packet.getOffset(), packet.getLength()), packet.getSocketAddress());
    }

    @Override
    public void stop() {
        super.stop();
        receiver.release();
    }

    @Override
    public void send(RawData message) {
        Link link = links.labelled(message.getInetSocketAddress());
        InetSocketAddress target = link == null ? null : link.target();
        if (target == null) {
            message.onError(new EndpointUnconnectedException("the association is gone"));
            return;
        }
        super.send(RawData.outbound(message.getBytes(), new Outbound(target, link), new Relabel(message, link), false));
    }

    @Override
    public void setRawDataReceiver(RawDataChannel receiver) {
        super.setRawDataReceiver(raw -> {
            Link link = links.current();
            if (link != null) {
                link.heardFrom(raw.getInetSocketAddress());
                receiver.receiveData(RawData.inbound(
                        raw.getBytes(), link.label(), false, raw.getReceiveNanoTimestamp(), raw.getConnectorAddress()));
            }
        });
    }

    /** The CoAP layer's matcher compares labels and would be asked about addresses here, so it is not used. */
    @Override
    public void setEndpointContextMatcher(EndpointContextMatcher ofCoap) {
        super.setEndpointContextMatcher(new SameConnection());
    }

    /** Tells the other side and forgets the connection; completes when both were done, or at once when it is gone. */
    CompletableFuture<Void> close(Link link) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Connection connection = link.connection();
        if (connection == null || !connection.isExecuting()) {
            done.complete(null);
            return done;
        }
        try {
            connection.getExecutor().execute(() -> {
                InetSocketAddress address = connection.getPeerAddress();
                if (address != null) {
                    // Queues the close alert behind this task.
                    close(address);
                }
                connection.getExecutor().execute(() -> {
                    store.remove(connection, true);
                    done.complete(null);
                });
            });
        } catch (RejectedExecutionException e) {
            done.complete(null);
        }
        return done;
    }

    private void onAlert(AlertMessage alert) {
        Connection connection = links.executing();
        boolean ended = alert.getDescription() == AlertDescription.CLOSE_NOTIFY || alert.getLevel() == AlertLevel.FATAL;
        if (connection != null && ended) {
            store.remove(connection, true);
        }
    }

    /** What is sent carries its link, so that it cannot leave through another connection of the same address. */
    private static final class Outbound extends MapBasedEndpointContext {
        private static final Attributes OPEN = DtlsEndpointContext.ATTRIBUTE_HANDSHAKE_MODE_AUTO;
        private static final Attributes KEEP = DtlsEndpointContext.ATTRIBUTE_HANDSHAKE_MODE_NONE;

        private final Link link;

        Outbound(InetSocketAddress target, Link link) {
            super(target, null, link.connection() == null ? OPEN : KEEP);
            this.link = link;
        }
    }

    private final class SameConnection implements EndpointContextMatcher {

        @Override
        public String getName() {
            return "same connection";
        }

        @Override
        public Object getEndpointIdentity(EndpointContext context) {
            return context.getPeerAddress();
        }

        @Override
        public boolean isResponseRelatedToRequest(EndpointContext request, EndpointContext response) {
            return false;
        }

        @Override
        public boolean isToBeSent(EndpointContext message, EndpointContext connection) {
            if (connection == null) {
                return true;
            }
            return message instanceof Outbound outbound && outbound.link.connection() == links.executing();
        }

        @Override
        public String toRelevantState(EndpointContext context) {
            return "";
        }
    }

    /** Passes news of a message up, with the label in place of the address. */
    private record Relabel(RawData message, Link link) implements MessageCallback {

        @Override
        public void onConnecting() {
            message.onConnecting();
        }

        @Override
        public void onDtlsRetransmission(int flight) {
            message.onDtlsRetransmission(flight);
        }

        @Override
        public void onContextEstablished(EndpointContext context) {
            message.onContextEstablished(link.label());
        }

        @Override
        public void onSent() {
            message.onSent();
        }

        @Override
        public void onError(Throwable error) {
            message.onError(error);
        }
    }
}
