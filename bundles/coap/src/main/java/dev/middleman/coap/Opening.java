package dev.middleman.coap;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ConnectSpec;
import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.ControlException.Reason;
import dev.middleman.api.control.ControlHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;

/**
 * One association that this side opens, from the first datagram until its socket is closed. Thread-safe; runs on the
 * client's executor.
 *
 * <p>The first message is a ping: the handshake runs because something wants to be sent, and its answer shows that CoAP works.
 */
final class Opening implements NodeEvents {

    /** An IPv4 or IPv6 address in text: nothing to ask a name server for. */
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|.*:.*");

    private final ConnectSpec spec;
    private final ControlHandler handler;
    private final CoapSettings settings;
    private final Workers workers;
    private final CompletableFuture<Association> connected = new CompletableFuture<>();
    private final Consumer<Opening> whenClosed;
    private final PinnedServer pinned;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile CoapNode node;
    private volatile CoapAssociation association;

    Opening(
            ConnectSpec spec,
            ControlHandler handler,
            CoapSettings settings,
            Workers workers,
            Consumer<Opening> whenClosed) {
        this.spec = spec;
        this.handler = handler;
        this.settings = settings;
        this.workers = workers;
        this.whenClosed = whenClosed;
        this.pinned = new PinnedServer(spec.pins());
    }

    /** Completes with the association, or exceptionally with {@link ControlException}. */
    CompletionStage<Association> start() {
        if (LITERAL.matcher(spec.host()).matches()) {
            workers.executor().execute(this::open);
        } else {
            // A name server may take its time, which the shared threads do not have.
            Thread resolver = new Thread(this::open, "coap-client-resolve");
            resolver.setDaemon(true);
            resolver.start();
        }
        return connected;
    }

    private void open() {
        try {
            open(new InetSocketAddress(InetAddress.getByName(spec.host()), spec.port()));
        } catch (UnknownHostException e) {
            fail(Failures.settings("the server's name cannot be resolved"));
        } catch (IOException | RuntimeException e) {
            fail(Failures.settings("the local address cannot be used"));
        }
    }

    private void open(InetSocketAddress server) throws IOException {
        Link link = Link.to(server);
        Links links = new Links(link);
        Configuration config = settings.client();
        LinkConnector connector = new LinkConnector(
                DtlsConnectorConfig.builder(config)
                        .setAddress(
                                spec.local().map(Addresses::socketAddress).orElseGet(() -> new InetSocketAddress(0)))
                        .setAdvancedCertificateVerifier(pinned)
                        .setConnectionListener(links)
                        .build(),
                links,
                workers.receiver());
        node = new CoapNode(
                new CoapNode.Parts(
                        settings,
                        config,
                        connector,
                        links,
                        new Messages(spec.root()),
                        workers.executor(),
                        Settling.on(workers.executor())),
                handler,
                this);
        node.start();
        if (closed.get()) {
            node.close();
        } else {
            knock(link);
        }
    }

    private void knock(Link link) {
        PendingAsk first = PendingAsk.ping(link.label(), node.messages(), () -> {});
        first.answer().whenComplete(this::knocked);
        node.send(first, settings.connectTimeoutMs());
    }

    private void knocked(Answer pong, Throwable failure) {
        CoapAssociation established = association;
        if (failure == null && established != null) {
            connected.complete(established);
        } else {
            fail(reason(failure));
        }
    }

    private ControlException reason(Throwable failure) {
        if (pinned.refused()) {
            return Failures.wrongKey();
        }
        boolean unheard = failure instanceof ControlException known && known.reason() == Reason.TIMEOUT;
        return unheard ? Failures.timeout() : Failures.refused();
    }

    private void fail(ControlException reason) {
        connected.completeExceptionally(reason);
        close();
    }

    @Override
    public void opened(CoapAssociation established) {
        association = established;
    }

    @Override
    public void unacknowledged(CoapAssociation silent) {
        silent.close();
    }

    @Override
    public void gone(CoapAssociation lost) {
        close();
    }

    /** Closes the socket, and with it the association. A second call does nothing. */
    void close() {
        if (closed.compareAndSet(false, true)) {
            connected.completeExceptionally(Failures.closed());
            CoapNode opened = node;
            CompletableFuture<Void> down = opened == null ? CompletableFuture.completedFuture(null) : opened.close();
            down.whenComplete((done, failure) -> whenClosed.accept(this));
        }
    }
}
