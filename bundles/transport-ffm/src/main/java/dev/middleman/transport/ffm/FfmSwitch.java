package dev.middleman.transport.ffm;

import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once whether this machine can run the transport, and only then lets it exist: a service that is registered but
 * cannot open a lane would win over one that can.
 */
@Component(
        name = "dev.middleman.transport.ffm.switch",
        immediate = true,
        service = {})
public final class FfmSwitch {
    private static final Logger LOG = LoggerFactory.getLogger(FfmSwitch.class);

    @Activate
    public FfmSwitch(ComponentContext context) {
        String obstacle = FfmTransport.obstacle();
        if (obstacle == null) {
            context.enableComponent(FfmTransportComponent.PID);
        } else {
            LOG.info("ffm is not offered: {}", obstacle);
        }
    }
}
