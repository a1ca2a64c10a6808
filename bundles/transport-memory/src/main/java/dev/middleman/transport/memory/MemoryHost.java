package dev.middleman.transport.memory;

import dev.middleman.api.net.Endpoint;

/** A computer with one address, public or behind a NAT. Sockets may be opened by any thread between two steps. */
public final class MemoryHost {
    private final MemoryNetwork network;
    private final Realm realm;
    private final Endpoint address;

    MemoryHost(MemoryNetwork network, Realm realm, Endpoint address) {
        this.network = network;
        this.realm = realm;
        this.address = address.withPort(0);
    }

    /** The host's own address, port 0; behind a NAT nobody else sees it. */
    public Endpoint address() {
        return address;
    }

    /** A socket at a free port. */
    public MemorySocket socket() {
        return socket(0);
    }

    /**
     * A socket at a port.
     *
     * @param port 1 to 65535, or 0 for a free one
     * @throws IllegalStateException when the port is taken
     */
    public MemorySocket socket(int port) {
        MemorySocket[] opened = new MemorySocket[1];
        network.clock().exclusively(() -> {
            int chosen = port != 0 ? port : realm.freePort(address);
            MemorySocket socket = new MemorySocket(network, realm, address.withPort(chosen));
            if (chosen == 0 || !socket.bind()) {
                throw new IllegalStateException("port " + chosen + " is in use");
            }
            opened[0] = socket;
        });
        return opened[0];
    }
}
