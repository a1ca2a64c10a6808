package dev.middleman.transport.ffm;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/** Offers {@link FfmTransport} before every other transport. Switched on by {@link FfmSwitch}. Thread-safe. */
@Component(
        name = FfmTransportComponent.PID,
        enabled = false,
        service = Transport.class,
        property = {"service.ranking:Integer=30", "middleman.transport=" + FfmTransport.NAME})
@Designate(ocd = FfmConfig.class)
public final class FfmTransportComponent implements Transport {
    static final String PID = "dev.middleman.transport.ffm";

    private final FfmTransport transport;

    @Activate
    public FfmTransportComponent(FfmConfig config) {
        transport = new FfmTransport(IdlePlan.read(config));
    }

    /**
     * The best memory there is. When a better one comes, the transport goes and comes back on it, and lines move along; with a
     * target that nothing meets there is no transport.
     */
    @Reference(name = "TableMemory", policyOption = ReferencePolicyOption.GREEDY)
    void bindMemory(TableMemory offered) {
        transport.use(offered);
    }

    /** @throws IllegalArgumentException for a value out of range; the lanes go on as before */
    @Modified
    void modified(FfmConfig config) {
        transport.setIdle(IdlePlan.read(config));
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
    void deactivate() {
        transport.close();
    }
}
