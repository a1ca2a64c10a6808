package dev.middleman.ka.server;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.wire.control.Granted;
import dev.middleman.wire.control.GrantedLeg;
import dev.middleman.wire.control.Line;
import dev.middleman.wire.id.Octets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the two LINEs of what a middle-man granted. Stateless. */
final class Lines {
    private Lines() {}

    /** Whether this side can reach the leg. */
    static boolean reachable(Middleman middleman, GrantedLeg leg, Party party) {
        return !endpoints(middleman, leg, party.af()).isEmpty();
    }

    /** The caller's LINE. */
    static Line caller(Middleman middleman, Granted granted, Party party, Octets blobOfTarget) {
        return line(middleman, granted, granted.a(), party, Line.CALLER, blobOfTarget);
    }

    /** The target's LINE. */
    static Line target(Middleman middleman, Granted granted, Party party, Octets blobOfCaller) {
        return line(middleman, granted, granted.b(), party, Line.TARGET, blobOfCaller);
    }

    private static Line line(
            Middleman middleman, Granted granted, GrantedLeg leg, Party party, char role, Octets blob) {
        return new Line(
                Line.VERSION,
                endpoints(middleman, leg, party.af()),
                leg.sid(),
                leg.key(),
                party.latch(),
                granted.idle(),
                granted.expires(),
                role,
                blob);
    }

    /**
     * Every port in every family that peer and middle-man share, the families taking turns (RFC 8305 section 4). Only
     * addresses that the middle-man registered with: what it says later must not point at a stranger.
     */
    static List<Endpoint> endpoints(Middleman middleman, GrantedLeg leg, Families families) {
        Optional<Endpoint> ip6 = agreed(middleman.address(false), leg.ip6()).filter(any -> families.hasIp6());
        Optional<Endpoint> ip4 = agreed(middleman.address(true), leg.ip4()).filter(any -> families.hasIp4());
        List<Endpoint> endpoints = new ArrayList<>();
        for (int port : leg.ports()) {
            ip6.ifPresent(address -> endpoints.add(address.withPort(port)));
            ip4.ifPresent(address -> endpoints.add(address.withPort(port)));
        }
        return endpoints;
    }

    private static Optional<Endpoint> agreed(Optional<Endpoint> registered, Optional<Endpoint> granted) {
        return registered.filter(address -> granted.filter(address::sameAddress).isPresent());
    }
}
