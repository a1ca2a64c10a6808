package dev.middleman.coap;

import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.control.ControlServer;
import dev.middleman.api.control.ServerSpec;
import java.io.IOException;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Serves CoAP over DTLS 1.2 with Connection ID. Thread-safe. Also usable without a container, through
 * {@link java.util.ServiceLoader}.
 *
 * <p>The server shows its certificate chain or its bare public key, whichever the client asks for, and never asks a client
 * for either.
 */
@Component(service = ControlServer.class)
public final class CoapServer implements ControlServer {

    private final CoapSettings settings;
    private final Function<ScheduledExecutorService, Settling> settling;
    private final Set<Served> running = ConcurrentHashMap.newKeySet();

    @Activate
    public CoapServer() {
        this(CoapSettings.DEFAULT);
    }

    CoapServer(CoapSettings settings) {
        this(settings, Settling::on);
    }

    CoapServer(CoapSettings settings, Function<ScheduledExecutorService, Settling> settling) {
        this.settings = settings;
        this.settling = settling;
    }

    @Override
    public Served serve(ServerSpec spec, ControlHandler handler) throws ControlException {
        Links links = new Links(null);
        HandshakeGate gate = new HandshakeGate(spec.handshakesPerSecond(), spec.maxAssociations(), links);
        Configuration config = settings.server(spec.maxAssociations(), spec.handshakesPerSecond());
        DtlsConnectorConfig dtls = dtls(spec, config, links, gate);
        Workers workers = Workers.start("coap-" + spec.name());
        LinkConnector connector = new LinkConnector(dtls, links, workers.receiver());
        CoapNode node = new CoapNode(
                new CoapNode.Parts(
                        settings,
                        config,
                        connector,
                        links,
                        new Messages(spec.root()),
                        workers.executor(),
                        settling.apply(workers.executor())),
                handler,
                NodeEvents.NONE);
        Serving serving = new Serving(node, links, gate, workers);
        try {
            node.start();
        } catch (IOException e) {
            serving.stop();
            throw Failures.settings("the bind address cannot be used, or its port is taken");
        }
        gate.run(workers.executor(), connector::close);
        running.add(serving);
        return serving;
    }

    private static DtlsConnectorConfig dtls(ServerSpec spec, Configuration config, Links links, HandshakeGate gate)
            throws ControlException {
        try {
            return DtlsConnectorConfig.builder(config)
                    .setAddress(Addresses.socketAddress(spec.bind()))
                    .setCertificateIdentityProvider(new SingleCertificateProvider(
                            spec.key(),
                            spec.chain().toArray(Certificate[]::new),
                            List.of(CertificateType.X_509, CertificateType.RAW_PUBLIC_KEY)))
                    .setConnectionListener(links)
                    .setSessionListener(gate)
                    .build();
        } catch (IllegalArgumentException | IllegalStateException | NullPointerException e) {
            throw Failures.settings("the key and the certificate chain do not make a DTLS identity; EC P-256 does");
        }
    }

    @Deactivate
    void deactivate() {
        List.copyOf(running).forEach(Served::close);
    }

    private final class Serving implements Served {
        private final CoapNode node;
        private final Links links;
        private final HandshakeGate gate;
        private final Workers workers;

        Serving(CoapNode node, Links links, HandshakeGate gate, Workers workers) {
            this.node = node;
            this.links = links;
            this.gate = gate;
            this.workers = workers;
        }

        @Override
        public int port() {
            return node.port();
        }

        @Override
        public ServedTotals totals() {
            Incoming incoming = node.incoming();
            return new ServedTotals(
                    links.size(), gate.completed(), incoming.requests(), gate.refused() + incoming.refused());
        }

        @Override
        public void close() {
            if (running.remove(this)) {
                stop();
            }
        }

        void stop() {
            node.close().join();
            workers.close();
            workers.await();
        }
    }
}
