package dev.middleman.ka.server;

import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.ControlServer;
import dev.middleman.api.ka.KaTotals;
import dev.middleman.api.net.Endpoint;
import dev.middleman.expiry.RunningTime;
import dev.middleman.wire.IpText;
import java.nio.file.Path;

/**
 * A KA server without a container, with every limit raised that would stop a load test: rates, look-ups kept at a time, new
 * associations. Middle-men are not tried, since the load generator's do not forward. Thread-safe.
 */
public final class RunningKa implements AutoCloseable {
    static final int MOST = 100_000;

    private final KaServer server;

    /** @param peers how many it has room for, as registrations and as associations */
    public RunningKa(Path identity, char[] password, Endpoint bind, int peers, RunningTime time, ControlServer binding)
            throws ControlException {
        String host = IpText.format(bind);
        KaServer.Place place = new KaServer.Place(bind, host, Identity.load(identity, password), peers, MOST);
        KaServer.Clock clock = new KaServer.Clock(time.ticks(), time.deadlines());
        this.server = KaServer.start(place, settings(peers), Policies.NONE, clock, binding);
    }

    static KaSettings settings(int peers) {
        return new KaSettings(
                KaSettings.Waits.DEFAULTS,
                new KaSettings.Rates(MOST, MOST, MOST),
                new KaSettings.Sizes(peers, KaSettings.Sizes.DEFAULTS.middleMen(), MOST),
                KaSettings.DEFAULTS.k(),
                KaSettings.DEFAULTS.spreadSeconds(),
                false,
                false);
    }

    /** What clients connect to. */
    public String address() {
        return server.address();
    }

    public KaTotals totals() {
        return server.totals();
    }

    @Override
    public void close() {
        server.close();
    }
}
