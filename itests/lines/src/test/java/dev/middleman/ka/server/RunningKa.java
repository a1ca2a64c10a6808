package dev.middleman.ka.server;

import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.ControlServer;
import dev.middleman.api.ka.KaTotals;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import dev.middleman.testkit.control.TestIdentity;
import dev.middleman.wire.WireException;
import dev.middleman.wire.id.KaAddress;
import java.nio.file.Path;

/** A real KA server on loopback, without a container. Thread-safe. */
public final class RunningKa implements AutoCloseable {
    private static final KaSettings SETTINGS = new KaSettings(
            new KaSettings.Waits(4_000, 2_000, 1_000),
            new KaSettings.Rates(1_000, 1_000, 1_000),
            KaSettings.Sizes.DEFAULTS,
            3,
            1,
            true, // the middle-men of these tests have addresses that they do not register from
            true,
            true);

    private final KaServer server;

    private RunningKa(KaServer server) {
        this.server = server;
    }

    /** @param port 0 lets the system choose */
    public static <T extends Ticks & Deadlines> RunningKa start(Path identity, int port, T time, ControlServer binding)
            throws ControlException {
        KaServer.Place place = new KaServer.Place(
                Endpoint.ofIp4(0x7f00_0001, port),
                "127.0.0.1",
                Identity.load(identity, TestIdentity.PASSWORD.toCharArray()),
                1_000,
                1_000);
        return new RunningKa(KaServer.start(place, SETTINGS, Policies.NONE, new KaServer.Clock(time, time), binding));
    }

    public KaAddress address() {
        try {
            return KaAddress.parse(server.address());
        } catch (WireException e) {
            throw new IllegalStateException(e);
        }
    }

    public KaTotals totals() {
        return server.totals();
    }

    @Override
    public void close() {
        server.close();
    }
}
