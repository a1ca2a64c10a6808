package dev.middleman.ka.server;

import dev.middleman.api.cluster.Cluster;
import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.control.ControlServer;
import dev.middleman.api.control.ServerSpec;
import dev.middleman.api.ka.KaStatus;
import dev.middleman.api.ka.KaTotals;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import dev.middleman.wire.id.KaAddress;
import java.security.SecureRandom;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A KA server from its first to its last request: core, resources and binding. Thread-safe. */
final class KaServer implements KaStatus, AutoCloseable {
    /**
     * Where and as whom to serve.
     *
     * @param bind local address and port; port 0 lets the system choose
     * @param publicHost what clients reach it by: a name or an IP literal
     * @param identity key and certificate
     * @param maxAssociations the most DTLS associations at a time
     * @param handshakesPerSecond how many new ones a second
     */
    record Place(Endpoint bind, String publicHost, Identity identity, int maxAssociations, int handshakesPerSecond) {
        /** Whether at most the name differs: then nobody who is there has to be asked to come again. */
        boolean isAt(Place other) {
            return new Place(bind, other.publicHost, identity, maxAssociations, handshakesPerSecond).equals(other);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(KaServer.class);

    private final KaCore core;
    private final KaResources resources;
    private final ControlServer.Served served;
    private volatile KaAddress address;

    private KaServer(KaCore core, KaResources resources, ControlServer.Served served, KaAddress address) {
        this.core = core;
        this.resources = resources;
        this.served = served;
        this.address = address;
    }

    /** @throws ControlException when the address cannot be bound or the identity is not usable */
    static KaServer start(Place place, KaSettings settings, Policies policies, Clock clock, ControlServer binding)
            throws ControlException {
        SecureRandom random = new SecureRandom();
        Agenda agenda = new Agenda(clock.ticks(), clock.deadlines(), new Turns(KaServer::report));
        Rehearsal rehearsal = new UdpRehearsal(agenda, place.bind());
        KaCore core = new KaCore(settings, policies, agenda, random, Optional.of(rehearsal));
        Proofs proofs = new Proofs(place.identity().kaId(), clock.ticks(), random);
        Gate gate = new Gate(() -> core.settings().rates().signedPerMinute(), policies::realms, clock.ticks(), random);
        ServerSpec spec = new ServerSpec(
                "ka",
                place.bind(),
                KaAddress.ROOT,
                place.identity().key(),
                place.identity().chain(),
                place.maxAssociations(),
                place.handshakesPerSecond());
        KaResources resources = new KaResources(core, proofs, gate);
        ControlServer.Served served = binding.serve(spec, resources);
        return new KaServer(core, resources, served, new KaAddress(place.publicHost(), served.port(), proofs.kaId()));
    }

    /** Goes on at the same place: registrations and associations stay, and the policies are asked anew. */
    void change(String publicHost, KaSettings settings) {
        address = new KaAddress(publicHost, served.port(), address.kaId());
        core.change(settings);
    }

    /** The resources, for further bindings. */
    ControlHandler handler() {
        return resources;
    }

    /** Takes the peers of a cluster's other members for its own. */
    void join(Cluster cluster) {
        core.join(cluster);
    }

    void leave(Cluster cluster) {
        core.leave(cluster);
    }

    @Override
    public KaTotals totals() {
        return core.totals();
    }

    @Override
    public int port() {
        return served.port();
    }

    @Override
    public String address() {
        return address.text();
    }

    /** First whoever waits is answered and observers are told to go, so that peers turn to another server at once. */
    @Override
    public void close() {
        core.close();
        served.close();
    }

    /** The kind and place only: what an exception says may come from anywhere. */
    private static void report(RuntimeException e) {
        StackTraceElement[] trace = e.getStackTrace();
        LOG.warn("a turn failed: {} at {}", e.getClass().getName(), trace.length == 0 ? "?" : trace[0]);
    }

    /** The node's time. */
    record Clock(Ticks ticks, Deadlines deadlines) {}
}
