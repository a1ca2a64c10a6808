package dev.middleman.demo;

import dev.middleman.api.control.ControlClient;
import dev.middleman.api.net.Endpoint;
import dev.middleman.peer.Peer;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import java.util.List;

/**
 * One peer, and what can be measured at its place.
 *
 * @param name alice or bob
 * @param place its address on loopback
 * @param peer the library
 * @param witness of what its KA server tells it
 */
record Party(String name, Endpoint place, Peer peer, Witness witness) implements AutoCloseable {

    static Party join(String name, String place, ControlClient control, Octets realm, KaAddress ka) {
        Endpoint local = Endpoints.of(place);
        Witness witness = new Witness(control);
        Peer peer = Peer.builder()
                .realmId(realm)
                .servers(List.of(ka))
                .control(witness)
                .bind(local)
                .build();
        return new Party(name, local, peer, witness);
    }

    /** Every endpoint that sent this peer a datagram, in order. */
    List<Endpoint> saw() {
        return peer.seen().stream().sorted(Endpoints.ORDER).toList();
    }

    @Override
    public void close() {
        peer.close();
    }
}
