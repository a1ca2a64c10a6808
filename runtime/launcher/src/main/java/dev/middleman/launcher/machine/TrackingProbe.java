package dev.middleman.launcher.machine;

import dev.middleman.launcher.level.Tracking;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.OptionalLong;

/**
 * Finds out whether the kernel tracks connections at relay ports by opening some: sends a few datagrams from this machine to
 * its own relay ports and looks whether the kernel's count grows by as many. Asking for the rules would need root.
 *
 * <p>The datagrams are empty and never leave the machine. A node that runs counts them as from an unknown source.
 */
public record TrackingProbe(Machine machine) {

    private static final int CONNECTIONS = 64;
    /** Others may open and close connections meanwhile. */
    private static final int CERTAINLY = CONNECTIONS / 2;

    private static final int HARDLY = CONNECTIONS / 8;

    public Tracking at(EngineFile engine) {
        OptionalLong before = machine.trackedConnections();
        if (before.isEmpty()) {
            return Tracking.NONE;
        }
        // Ports that the system will choose cannot be known here; any other port tells whether anything is tracked.
        int port = engine.firstPort().orElse(9);
        try {
            open(InetAddress.getByName(engine.ip().isEmpty() ? "127.0.0.1" : engine.ip()), port);
        } catch (IOException notHere) {
            return before.getAsLong() == 0 ? Tracking.NONE : Tracking.UNKNOWN;
        }
        long grown = machine.trackedConnections().orElse(0) - before.getAsLong();
        if (grown >= CERTAINLY) {
            return Tracking.TRACKED;
        }
        return grown <= HARDLY ? Tracking.NONE : Tracking.UNKNOWN;
    }

    /** The worst of several middle-men. */
    public Tracking at(Iterable<EngineFile> engines) {
        Tracking worst = Tracking.NONE;
        for (EngineFile engine : engines) {
            Tracking tracking = at(engine);
            if (tracking != Tracking.NONE && worst != Tracking.TRACKED) {
                worst = tracking;
            }
        }
        return worst;
    }

    /** A connection each: another source port every time. */
    private static void open(InetAddress ip, int port) throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            try (DatagramSocket socket = new DatagramSocket(0, ip)) {
                socket.send(new DatagramPacket(new byte[0], 0, ip, port));
            }
        }
    }
}
