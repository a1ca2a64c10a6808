package dev.middleman.ka.server;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.policy.Candidate;
import dev.middleman.api.time.Deadline;
import dev.middleman.wire.control.RefreshMiddleman;
import dev.middleman.wire.control.RegisterMiddleman;
import dev.middleman.wire.id.Octets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A registered middle-man. Lives in turns. */
final class Middleman {
    /** The network that an address stands for when middle-men are spread: an IPv4 /24 or an IPv6 /48. */
    record Network(long high, long low) {
        static Network of(Endpoint endpoint) {
            return endpoint.isIp4()
                    ? new Network(endpoint.high(), endpoint.low() & ~0xFFL)
                    : new Network(endpoint.high() & ~0xFFFFL, 0);
        }

        /** Says nothing: it is most of an address. */
        @Override
        public String toString() {
            return "Network[hidden]";
        }
    }

    private final Octets pub;
    private final Octets token;
    private final Octets cap;
    private final String operator;
    private final List<Endpoint> endpoints;
    private final Families families;
    private final List<String> features;
    private final boolean unseen;
    private Lifetime lifetime;
    private MiddlemanLink link;
    private int free;
    private boolean drain;
    private boolean reachable = true;
    private int missed;
    private long judgedNs = Long.MIN_VALUE;
    private boolean tested;
    private int failures;
    private boolean gone;
    private Deadline nextTest = () -> false;

    /**
     * @param endpoints the addresses that may be introduced, one per family, at least one
     * @param seen where it registered from
     */
    Middleman(
            Octets pub,
            Octets cap,
            RegisterMiddleman settings,
            List<Endpoint> endpoints,
            Endpoint seen,
            MiddlemanLink link) {
        this.pub = pub;
        this.token = settings.token();
        this.unseen = !endpoints.stream().allMatch(seen::sameAddress);
        this.cap = cap;
        this.operator = settings.operator();
        this.free = settings.free();
        this.endpoints = List.copyOf(endpoints);
        this.families = familiesOf(endpoints);
        this.features = settings.features();
        this.link = link;
    }

    void live(Lifetime newLifetime) {
        lifetime = newLifetime;
    }

    void stop() {
        gone = true;
        lifetime.stop();
        nextTest.cancel();
    }

    /** Whether this registration ended. */
    boolean isGone() {
        return gone;
    }

    /** A datagram came across each way. */
    void passed() {
        tested = true;
        failures = 0;
    }

    /** None came across; returns how often in a row that was so. */
    int failedOne() {
        return ++failures;
    }

    boolean isTested() {
        return tested;
    }

    void testAgain(Deadline planned) {
        nextTest.cancel();
        nextTest = planned;
    }

    /** The same middle-man registers again: what it showed counts. */
    void trustAs(Middleman earlier) {
        tested = earlier.tested && endpoints.equals(earlier.endpoints);
    }

    boolean hasRoom() {
        return reachable && !drain && free > 0;
    }

    Endpoint firstAddress() {
        return endpoints.get(0);
    }

    /** What a refresh says, and the association that it came over: the newest one is asked. */
    void refresh(RefreshMiddleman news, MiddlemanLink newLink) {
        lifetime.refresh();
        free = news.free();
        drain = news.drain();
        link = newLink;
        reachable = true;
    }

    /** Its association ended: not asked any more until it refreshes over another one. */
    void lost(long associationId) {
        if (link.associationId() == associationId) {
            reachable = false;
        }
    }

    /**
     * Counts a hold that got no answer and returns how many there were in a row. Those that were asked before the last
     * one was counted, or before the last answer came, are no further ones: of many at a time all wait for the same
     * thing, which may be this server itself.
     */
    int missedOne(long askedNs, long nowNs) {
        if (askedNs >= judgedNs) {
            judgedNs = nowNs;
            missed++;
        }
        return missed;
    }

    /** It is there, however late its answer is. */
    void answered(long nowNs) {
        judgedNs = nowNs;
        missed = 0;
    }

    boolean eligible(Party caller, Collection<Endpoint> avoid) {
        return tested && hasRoom() && serves(caller) && !isAnyOf(avoid);
    }

    /** Whether it has a family and the latch mode of this side. */
    boolean serves(Party party) {
        return families.meets(party.af())
                && party.feature().map(features::contains).orElse(true);
    }

    private boolean isAnyOf(Collection<Endpoint> avoid) {
        return avoid.stream().anyMatch(avoided -> endpoints.stream().anyMatch(avoided::sameAddress));
    }

    Octets pub() {
        return pub;
    }

    /** Whether it would be taken now as it registered. */
    boolean isAdmitted(Admission admission, boolean allowUnseen) {
        return admission.admits(pub, token) && (allowUnseen || !unseen);
    }

    Octets cap() {
        return cap;
    }

    MiddlemanLink link() {
        return link;
    }

    Families families() {
        return families;
    }

    String operator() {
        return operator;
    }

    List<Network> networks() {
        return endpoints.stream().map(Network::of).toList();
    }

    /** Whether these two should not stand side by side: one network, or one operator where both name one. */
    boolean isAkinTo(Middleman other) {
        boolean sameOperator = !operator.isEmpty() && operator.equals(other.operator);
        return sameOperator || networks().stream().anyMatch(other.networks()::contains);
    }

    Candidate candidate(long rank) {
        return new Candidate(operator, free, rank);
    }

    /** The address of one family, as registered; what a middle-man says later cannot point anywhere else. */
    Optional<Endpoint> address(boolean ip4) {
        return endpoints.stream().filter(endpoint -> endpoint.isIp4() == ip4).findFirst();
    }

    private static Families familiesOf(List<Endpoint> endpoints) {
        boolean ip4 = endpoints.stream().anyMatch(Endpoint::isIp4);
        boolean ip6 = endpoints.stream().anyMatch(endpoint -> !endpoint.isIp4());
        if (ip4 && ip6) {
            return Families.BOTH;
        }
        return ip4 ? Families.IP4 : Families.IP6;
    }

    /** Says nothing. */
    @Override
    public String toString() {
        return "Middleman[hidden]";
    }
}
