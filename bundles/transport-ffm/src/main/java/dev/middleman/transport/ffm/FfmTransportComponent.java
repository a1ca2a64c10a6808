package dev.middleman.transport.ffm;

import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Offers {@link FfmTransport} where the machine can run it, before every other transport. */
@Component(service = Transport.class, immediate = true, property = "service.ranking:Integer=30")
public final class FfmTransportComponent implements Transport {
    private final FfmTransport transport = new FfmTransport();

    @Activate
    public FfmTransportComponent() {
        if (!FfmTransport.isSupported()) {
            throw new IllegalStateException("transport-ffm needs Linux on x86-64 or AArch64");
        }
    }

    @Override
    public String name() {
        return transport.name();
    }

    @Override
    public Lane open(LaneSpec spec, BurstHandler handler) throws TransportException {
        return transport.open(spec, handler);
    }

    @Deactivate
    void stop() {
        transport.close();
    }
}
