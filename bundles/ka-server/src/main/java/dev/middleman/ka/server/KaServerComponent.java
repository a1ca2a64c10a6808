package dev.middleman.ka.server;

import dev.middleman.api.cluster.Cluster;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.ControlRequest;
import dev.middleman.api.control.ControlServer;
import dev.middleman.api.control.Reply;
import dev.middleman.api.ka.KaHandler;
import dev.middleman.api.ka.KaStatus;
import dev.middleman.api.ka.KaTotals;
import dev.middleman.api.policy.MembershipPolicy;
import dev.middleman.api.policy.SelectionPolicy;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wires a {@link KaServer}. Thread-safe; the policies may come and go while look-ups run. A changed configuration is taken while
 * it runs, if it {@linkplain Plan#canFollow can be}; else it makes a new server, where whoever was registered registers again.
 * One that does not fit changes nothing.
 */
@Component(
        service = {KaStatus.class, KaHandler.class},
        immediate = true,
        configurationPid = KaServerComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = KaServerConfig.class)
public final class KaServerComponent implements KaStatus, KaHandler {
    /** Configuration required. */
    public static final String PID = "dev.middleman.ka.server";

    private static final Logger LOG = LoggerFactory.getLogger(KaServerComponent.class);

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile SelectionPolicy selection;

    /** The lowest service ranking first. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<MembershipPolicy> memberships = List.of();

    private final ControlServer binding;
    private final KaServer.Clock clock;
    private final Policies policies = new Policies(
            () -> Optional.ofNullable(selection),
            realm -> named(plan().ruleOf(realm), memberships),
            () -> plan().admission(),
            () -> plan().rules().keySet());
    private volatile Plan plan;
    private Cluster cluster;
    private volatile KaServer server;

    @Activate
    public KaServerComponent(
            KaServerConfig config,
            @Reference ControlServer binding,
            @Reference Ticks ticks,
            @Reference Deadlines deadlines)
            throws ControlException {
        this.binding = binding;
        this.clock = new KaServer.Clock(ticks, deadlines);
        this.plan = ConfigReader.plan(config);
        this.server = start();
    }

    private Plan plan() {
        return plan;
    }

    private KaServer start() throws ControlException {
        KaServer started = KaServer.start(plan.place(), plan.settings(), policies, clock, binding);
        LOG.info("KA server at {}", started.address());
        if (cluster != null) {
            started.join(cluster);
        }
        return started;
    }

    /**
     * @throws IllegalArgumentException for a value that does not fit; the server stays as it is
     * @throws ControlException when it cannot serve as it should from now on; it serves as before
     */
    @Modified
    synchronized void change(KaServerConfig config) throws ControlException {
        Plan next = ConfigReader.plan(config);
        Plan former = plan;
        if (next.equals(former)) {
            return;
        }
        plan = next;
        if (next.canFollow(former)) {
            server.change(next.place().publicHost(), next.settings());
        } else {
            replace(former);
        }
    }

    private void replace(Plan former) throws ControlException {
        server.close();
        try {
            server = start();
        } catch (ControlException | RuntimeException refused) {
            plan = former;
            server = start();
            throw refused;
        }
    }

    /** The other members, where this server is one of several. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void bindCluster(Cluster found) {
        cluster = found;
        server.join(found);
    }

    synchronized void unbindCluster(Cluster gone) {
        if (cluster == gone) {
            cluster = null;
        }
        server.leave(gone);
    }

    /** @param lowestRankingFirst as the container sorts them */
    static Optional<MembershipPolicy> named(String rule, List<MembershipPolicy> lowestRankingFirst) {
        return lowestRankingFirst.stream()
                .filter(policy -> policy.name().equals(rule))
                .reduce((lower, higher) -> higher);
    }

    @Deactivate
    synchronized void stop() {
        server.close();
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
    public void handle(ControlRequest request, Reply reply) {
        server.handler().handle(request, reply);
    }

    @Override
    public void gone(Association association) {
        server.handler().gone(association);
    }
}
