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
import org.slf4j.LoggerFactory;

/** The transport of the JDK's sockets, which works everywhere. Thread-safe. */
@Component(
        name = NioTransportComponent.PID,
        service = Transport.class,
        property = {"service.ranking:Integer=10", "middleman.transport=netty-nio"})
@Designate(ocd = NettyConfig.class)
public final class NioTransportComponent implements Transport {
    static final String PID = "dev.middleman.transport.netty.nio";

    private final NettyTransport transport;

    @Activate
    public NioTransportComponent(NettyConfig config) {
        transport = new NettyTransport(new NioSockets(), config.burst());
        LoggerFactory.getLogger(NioTransportComponent.class)
                .info(
                        "netty-nio: Java cannot set IP_MTU_DISCOVER, so the system's route cache may keep a peer's address"
                                + " for some minutes after an ICMP message");
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
