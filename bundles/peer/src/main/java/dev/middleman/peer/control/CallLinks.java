package dev.middleman.peer.control;

import dev.middleman.api.control.ControlClient;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.time.Ticks;
import dev.middleman.wire.id.KaAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Links for calls. Not those of the registrations: a KA server need not learn that the one who calls is also registered.
 * Thread-safe.
 *
 * <p>Nothing pings these, so one that was not used for longer than a call can take is opened anew: its server may have
 * restarted, and to wait for an answer from nobody takes longer than a handshake.
 */
public final class CallLinks implements AutoCloseable {
    private static final long MAX_IDLE_NS = LookUpCall.MAX_NS + 4_000_000_000L;

    private record Used(KaLink link, long atNs) {}

    private final ControlClient client;
    private final Optional<Endpoint> local;
    private final Ticks ticks;
    private final Map<KaAddress, Used> links = new HashMap<>();

    public CallLinks(ControlClient client, Optional<Endpoint> local, Ticks ticks) {
        this.client = client;
        this.local = local;
        this.ticks = ticks;
    }

    /** The link to use for a call that begins now. */
    public synchronized KaLink to(KaAddress server) {
        long nowNs = ticks.nowNs();
        Used used = links.get(server);
        if (used != null && nowNs - used.atNs() > MAX_IDLE_NS) {
            used.link().close();
            used = null;
        }
        KaLink link = used == null ? new KaLink(client, server, local) : used.link();
        links.put(server, new Used(link, nowNs));
        return link;
    }

    @Override
    public synchronized void close() {
        links.values().forEach(used -> used.link().close());
    }
}
