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
import org.osgi.service.component.annotations.Modified;
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

    private final Member.Clock clock;
    private ClusterSettings settings;
    private ClusterHome home;
    private volatile Member member;

    @Activate
    public KaClusterComponent(KaClusterConfig config, @Reference Ticks ticks, @Reference Deadlines deadlines) {
        this.clock = new Member.Clock(ticks, deadlines);
        this.settings = ClusterSettings.of(config);
        this.member = start(settings);
    }

    private Member start(ClusterSettings its) {
        Marks marks = new Marks(its.secret());
        Member started = new Member(() -> its.stack(marks), marks, clock, its.maxPeers());
        started.start();
        return started;
    }

    /**
     * Leaves and joins again, unless it says what was said before.
     *
     * @throws IllegalArgumentException for a value that does not fit; the member stays as it is
     */
    @Modified
    synchronized void change(KaClusterConfig config) {
        ClusterSettings next = ClusterSettings.of(config);
        if (next.equals(settings)) {
            return;
        }
        member.close();
        settings = next;
        member = start(next);
        if (home != null) {
            member.join(home);
            home.announceAll();
        }
    }

    @Deactivate
    synchronized void stop() {
        member.close();
    }

    @Override
    public synchronized void join(ClusterHome joined) {
        home = joined;
        member.join(joined);
    }

    @Override
    public synchronized void leave(ClusterHome left) {
        if (home == left) {
            home = null;
        }
        member.leave(left);
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
