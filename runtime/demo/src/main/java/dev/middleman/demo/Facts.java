package dev.middleman.demo;

import dev.middleman.api.net.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was measured.
 *
 * @param kaServers KA servers that answered
 * @param middleMen middle-men that the KA server counts as registered
 * @param offers middle-men that said yes when the KA server asked them for capacity
 * @param introduced the endpoints that the KA server told each peer, in its own words
 * @param peerSaw every remote endpoint that each peer received a datagram from
 * @param places the address of each peer, and of each middle-man
 * @param traffic of the line
 * @param forgotten what was left of the session in the end
 * @param seconds the demonstration took
 */
record Facts(
        int kaServers,
        long middleMen,
        long offers,
        Map<String, List<Endpoint>> introduced,
        Map<String, List<Endpoint>> peerSaw,
        Places places,
        Traffic traffic,
        Forgotten forgotten,
        double seconds) {

    /** A middle-man dates a datagram by its last tick, which is late on a busy machine: that much may idle seem short. */
    private static final double LATE_TICK_SECONDS = 0.25;

    /**
     * Who is where.
     *
     * @param peers by name, port 0
     * @param middleMen by name, port 0
     */
    record Places(Map<String, Endpoint> peers, Map<String, Endpoint> middleMen) {}

    /**
     * Datagrams, both directions together.
     *
     * @param sent handed to the line
     * @param received handed over by the line
     * @param intact whether everything received was what was sent, and nothing was missing
     * @param forwarded by the middle-men, as they count; more than {@code received}, since the sealing needs some
     * @param balanced whether every middle-man accounts for every datagram that it received
     */
    record Traffic(long sent, long received, boolean intact, long forwarded, boolean balanced) {}

    /**
     * The end of the session.
     *
     * @param expired whether it was open, ended by itself, and left no session at any middle-man
     * @param afterSeconds since the last datagram
     * @param lateDropped datagrams sent afterwards that the middle-man dropped as from an unknown source
     */
    record Forgotten(boolean expired, double afterSeconds, long lateDropped) {}

    /** What does not hold; empty when all does. */
    List<String> broken() {
        Map<String, Boolean> claims = new LinkedHashMap<>();
        claims.put("one KA server answered", kaServers == 1);
        claims.put(
                "every middle-man is registered",
                middleMen == places.middleMen().size());
        claims.put("at least one middle-man offered", offers >= 1 && offers <= middleMen);
        claims.put(
                "both peers were introduced",
                introduced.size() == places.peers().size()
                        && introduced.values().stream().noneMatch(List::isEmpty));
        claims.put(
                "only one middle-man was introduced, and no peer",
                introduced.values().stream().flatMap(List::stream).allMatch(this::isTheMiddleMan));
        claims.put(
                "both peers received something",
                peerSaw.size() == places.peers().size()
                        && peerSaw.values().stream().noneMatch(List::isEmpty));
        claims.put(
                "each peer saw only what it was introduced to",
                peerSaw.entrySet().stream()
                        .allMatch(saw ->
                                introduced.getOrDefault(saw.getKey(), List.of()).containsAll(saw.getValue())));
        claims.put("every datagram arrived", traffic.sent() > 0 && traffic.received() == traffic.sent());
        claims.put("every datagram arrived intact", traffic.intact());
        claims.put("the middle-man forwarded them", traffic.forwarded() >= traffic.received());
        claims.put("every received datagram is accounted for", traffic.balanced());
        claims.put(
                "the session was gone after idle, and not before",
                forgotten.expired() && forgotten.afterSeconds() >= Stage.IDLE_SECONDS - LATE_TICK_SECONDS);
        claims.put("a late datagram was dropped", forgotten.lateDropped() >= 1);
        List<String> broken = new ArrayList<>();
        claims.forEach((claim, holds) -> {
            if (!holds) {
                broken.add(claim);
            }
        });
        return broken;
    }

    /** The name of the middle-man that the peers were introduced to. */
    String middleMan() {
        return places.middleMen().entrySet().stream()
                .filter(place -> introduced.values().stream()
                        .flatMap(List::stream)
                        .anyMatch(endpoint -> endpoint.sameAddress(place.getValue())))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("nobody");
    }

    private boolean isTheMiddleMan(Endpoint endpoint) {
        Endpoint place = places.middleMen().get(middleMan());
        return place != null && endpoint.sameAddress(place);
    }
}
