package dev.middleman.ka.client;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.LegGrant;
import dev.middleman.api.relay.RelayDescription;
import dev.middleman.wire.control.Granted;
import dev.middleman.wire.control.GrantedLeg;
import dev.middleman.wire.id.Octets;
import java.util.Arrays;
import java.util.Optional;

/** What a relay granted, as the message that tells it. Stateless. */
final class Grants {
    private Grants() {}

    /** Encodes both legs, zeroing the keys that came in. */
    static byte[] encode(RelayDescription node, CommitResult.Granted granted) {
        byte[] json = new Granted(
                        leg(node, granted.a()), leg(node, granted.b()), granted.idleSeconds(), granted.expiresSeconds())
                .encode();
        Arrays.fill(granted.a().key(), (byte) 0);
        Arrays.fill(granted.b().key(), (byte) 0);
        return json;
    }

    private static GrantedLeg leg(RelayDescription node, LegGrant leg) {
        return new GrantedLeg(
                address(node.publicIp4()), address(node.publicIp6()), leg.ports(), leg.sid(), Octets.of(leg.key()));
    }

    private static Optional<Endpoint> address(Optional<Endpoint> endpoint) {
        return endpoint.map(address -> address.withPort(0));
    }
}
