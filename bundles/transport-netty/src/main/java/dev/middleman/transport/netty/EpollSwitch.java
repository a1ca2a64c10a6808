package dev.middleman.transport.netty;

import io.netty.channel.epoll.Epoll;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once whether the native library loads, and only then lets the epoll transport exist: a service that is registered
 * but cannot open a lane would win over one that can.
 */
@Component(
        name = "dev.middleman.transport.netty.switch",
        immediate = true,
        service = {})
public final class EpollSwitch {
    private static final Logger LOG = LoggerFactory.getLogger(EpollSwitch.class);

    @Activate
    public EpollSwitch(ComponentContext context) {
        String obstacle = obstacle();
        if (obstacle == null) {
            context.enableComponent(EpollTransportComponent.PID);
        } else {
            LOG.info("netty-epoll is not offered: {}", obstacle);
        }
    }

    /** Why epoll cannot be used here; {@code null} if it can. */
    static String obstacle() {
        return Epoll.isAvailable() ? null : "its native library does not load on this system";
    }
}
