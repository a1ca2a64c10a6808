package dev.middleman.coap;

import dev.middleman.api.control.Association;
import dev.middleman.api.control.ConnectSpec;
import dev.middleman.api.control.ControlClient;
import dev.middleman.api.control.ControlHandler;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Opens associations over CoAP and DTLS 1.2 with Connection ID. Thread-safe. Also usable without a container, through
 * {@link java.util.ServiceLoader}.
 *
 * <p>Each association has a socket of its own; all share one small pool of threads, which runs only while there are any.
 */
@Component(service = ControlClient.class)
public final class CoapClient implements ControlClient {

    private final CoapSettings settings;
    private final Set<Opening> open = ConcurrentHashMap.newKeySet();
    private Workers workers;

    @Activate
    public CoapClient() {
        this(CoapSettings.DEFAULT);
    }

    CoapClient(CoapSettings settings) {
        this.settings = settings;
    }

    @Override
    public CompletionStage<Association> connect(ConnectSpec spec, ControlHandler handler) {
        return enter(spec, handler).start();
    }

    private synchronized Opening enter(ConnectSpec spec, ControlHandler handler) {
        if (workers == null) {
            workers = Workers.start("coap-client");
        }
        Opening opening = new Opening(spec, handler, settings, workers, this::leave);
        open.add(opening);
        return opening;
    }

    /** The last one out stops the threads. */
    private synchronized void leave(Opening opening) {
        open.remove(opening);
        if (open.isEmpty() && workers != null) {
            workers.close();
            workers = null;
        }
    }

    @Deactivate
    void deactivate() {
        List.copyOf(open).forEach(Opening::close);
    }
}
