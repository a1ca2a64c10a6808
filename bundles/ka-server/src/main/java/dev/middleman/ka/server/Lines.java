package dev.middleman.ka.server;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.wire.control.Granted;
import dev.middleman.wire.control.GrantedLeg;
import dev.middleman.wire.control.Line;
import dev.middleman.wire.control.LookUp;
import dev.middleman.wire.control.SpareLeg;
import dev.middleman.wire.control.TargetAnswer;
import dev.middleman.wire.id.Octets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes the two LINEs of what a middle-man granted. Stateless. */
final class Lines {
    private Lines() {}

    /** Whether this side can reach the leg. */
    static boolean reachable(Middleman middleman, GrantedLeg leg, Party party) {
        return !endpoints(middleman, leg, party.af()).isEmpty();
    }

    /** How many middle-men may be introduced: what was asked for, as far as it fits beside the target's blob. */
    static int most(LookUp lookUp, TargetAnswer target) {
        return target.blob().length() > Line.MAX_BLOB_BESIDE_MORE ? 1 : lookUp.count();
    }

    /** The caller's LINE. */
    static Line caller(List<Race.Won> winners, Party party, Octets blobOfTarget) {
        return line(winners, Granted::a, party, Line.CALLER, blobOfTarget);
    }

    /** The target's LINE. */
    static Line target(List<Race.Won> winners, Party party, Octets blobOfCaller) {
        return line(winners, Granted::b, party, Line.TARGET, blobOfCaller);
    }

    private static Line line(
            List<Race.Won> winners, Function<Granted, GrantedLeg> side, Party party, char role, Octets blob) {
        List<SpareLeg> legs = winners.stream()
                .map(won -> leg(won, side.apply(won.granted()), party.af()))
                .toList();
        SpareLeg first = legs.get(0);
        return new Line(
                        Line.VERSION,
                        first.endpoints(),
                        first.sid(),
                        first.key(),
                        party.latch(),
                        first.idle(),
                        first.expires(),
                        role,
                        blob,
                        legs.subList(1, legs.size()))
                .fitting();
    }

    private static SpareLeg leg(Race.Won won, GrantedLeg leg, Families families) {
        return new SpareLeg(
                endpoints(won.middleman(), leg, families),
                leg.sid(),
                leg.key(),
                won.granted().idle(),
                won.granted().expires());
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
