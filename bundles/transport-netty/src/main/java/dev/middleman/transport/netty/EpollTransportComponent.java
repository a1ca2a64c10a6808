package dev.middleman.transport.netty;

import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** The transport of Linux's native sockets. Switched on by {@link EpollSwitch} where the native loads. Thread-safe. */
@Component(
        name = EpollTransportComponent.PID,
        enabled = false,
        service = Transport.class,
        property = {"service.ranking:Integer=20", "middleman.transport=netty-epoll"})
@Designate(ocd = NettyConfig.class)
public final class EpollTransportComponent implements Transport {
    static final String PID = "dev.middleman.transport.netty.epoll";

    private final NettyTransport transport;

    @Activate
    public EpollTransportComponent(NettyConfig config) {
        transport = new NettyTransport(new EpollSockets(), config.burst());
    }

    @Modified
    void modified(NettyConfig config) {
        transport.setBurstEntries(config.burst());
    }

    @Deactivate
    void deactivate() {
        transport.close();
    }

    @Override
    public String name() {
        return transport.name();
    }

    @Override
    public boolean startsCold() {
        return transport.startsCold();
    }

    @Override
    public Lane open(LaneSpec spec, BurstHandler handler) throws TransportException {
        return transport.open(spec, handler);
    }
}
