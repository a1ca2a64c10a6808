package dev.middleman.ka.cluster;

import dev.middleman.api.cluster.Cluster;
import dev.middleman.api.cluster.ClusterHome;
import dev.middleman.api.cluster.ClusterStatus;
import dev.middleman.api.cluster.ClusterTotals;
import dev.middleman.api.cluster.Letter;
import dev.middleman.api.cluster.PeerName;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import java.util.OptionalLong;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Wires a {@link Member}. Thread-safe. */
@Component(
        service = {Cluster.class, ClusterStatus.class},
        immediate = true,
        configurationPid = KaClusterComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = KaClusterConfig.class)
public final class KaClusterComponent implements Cluster, ClusterStatus {
    /** Configuration required. */
    public static final String PID = "dev.middleman.ka.cluster";

    static {
        Silence.begin();
    }

    private final Member member;

    @Activate
    public KaClusterComponent(KaClusterConfig config, @Reference Ticks ticks, @Reference Deadlines deadlines) {
        ClusterSettings settings = ClusterSettings.of(config);
        Marks marks = new Marks(settings.secret());
        Member.Clock clock = new Member.Clock(ticks, deadlines);
        this.member = new Member(() -> settings.stack(marks), marks, clock, settings.maxPeers());
        member.start();
    }

    @Deactivate
    void stop() {
        member.close();
    }

    @Override
    public void join(ClusterHome home) {
        member.join(home);
    }

    @Override
    public void leave(ClusterHome home) {
        member.leave(home);
    }

    @Override
    public void announce(PeerName name, int lifetimeSeconds) {
        member.announce(name, lifetimeSeconds);
    }

    @Override
    public void withdraw(PeerName name) {
        member.withdraw(name);
    }

    @Override
    public OptionalLong holder(PeerName name) {
        return member.holder(name);
    }

    @Override
    public void send(long to, Letter letter) {
        member.send(to, letter);
    }

    @Override
    public void untaken() {
        member.untaken();
    }

    @Override
    public byte[] mark(byte[] what) {
        return member.mark(what);
    }

    @Override
    public int members() {
        return member.members();
    }

    @Override
    public ClusterTotals totals() {
        return member.totals();
    }
}
