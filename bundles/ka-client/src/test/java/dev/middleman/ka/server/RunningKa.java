package dev.middleman.ka.server;

import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.ControlServer;
import dev.middleman.api.ka.KaStatus;
import dev.middleman.api.ka.KaTotals;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import dev.middleman.testkit.control.TestIdentity;
import java.nio.file.Path;

/** A real KA server on loopback, for tests of those who talk to it. Thread-safe. */
public final class RunningKa implements KaStatus, AutoCloseable {
    private final KaServer server;

    private RunningKa(KaServer server) {
        this.server = server;
    }

    /** @param port 0 lets the system choose */
    public static <T extends Ticks & Deadlines> RunningKa start(Path identity, int port, T time, ControlServer binding)
            throws ControlException {
        KaSettings settings = new KaSettings(
                new KaSettings.Waits(4_000, 2_000, 1_000),
                new KaSettings.Rates(1_000, 1_000, 1_000),
                KaSettings.Sizes.DEFAULTS,
                3,
                1,
                false);
        KaServer.Place place = new KaServer.Place(
                Endpoint.ofIp4(0x7f000001, port),
                "127.0.0.1",
                Identity.load(identity, TestIdentity.PASSWORD.toCharArray()),
                1_000,
                1_000);
        return new RunningKa(KaServer.start(place, settings, Policies.NONE, new KaServer.Clock(time, time), binding));
    }

    @Override
    public KaTotals totals() {
        return server.totals();
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public String address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
    }
}
