package dev.middleman.ka.cluster;

import dev.middleman.api.cluster.Cluster;
import dev.middleman.api.cluster.ClusterHome;
import dev.middleman.api.cluster.ClusterStatus;
import dev.middleman.api.cluster.ClusterTotals;
import dev.middleman.api.cluster.Letter;
import dev.middleman.api.cluster.PeerName;
import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jgroups.stack.Protocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of a cluster. Thread-safe and non-blocking: what has to wait for the network is done by the outbox. Keeps
 * nothing of a letter; of peers what {@link Directory} notes.
 */
final class Member implements Cluster, ClusterStatus, AutoCloseable {
    /** Makes the protocols of one connection anew. */
    @FunctionalInterface
    interface StackMaker {
        List<Protocol> make() throws Exception;
    }

    /** The node's time. */
    record Clock(Ticks ticks, Deadlines deadlines) {}

    private static final Logger LOG = LoggerFactory.getLogger(Member.class);

    private static final long RETRY_NS = Seconds.toNs(10);
    /** What comes before the other one has noticed that we are there is not taken for a member's: it is said twice. */
    private static final long AGAIN_NS = Seconds.toNs(2);

    private static final long SWEEP_NS = Seconds.toNs(60);
    private static final Deadline NEVER = () -> false;

    private final StackMaker stack;
    private final Marks marks;
    private final Clock clock;
    private final Directory directory;
    private final Tally tally = new Tally();
    private final Outbox outbox = new Outbox(this::failed);
    private volatile ClusterHome home;
    private volatile Group group;
    private volatile Set<Long> others = Set.of();
    private volatile long number;
    private volatile Deadline retry = NEVER;
    private volatile Deadline sweep = NEVER;
    private volatile Deadline again = NEVER;
    private volatile boolean closed;

    /** @param maxElsewhere the most peers of other members that are noted */
    Member(StackMaker stack, Marks marks, Clock clock, int maxElsewhere) {
        this.stack = stack;
        this.marks = marks;
        this.clock = clock;
        this.directory = new Directory(maxElsewhere);
    }

    /** Joins the others as soon as it can, and says so in the log. */
    void start() {
        outbox.offer(this::connect);
        sweepLater();
    }

    private void connect() {
        Group fresh = null;
        try {
            fresh = new Group(stack.make(), new Events());
            group = fresh;
            fresh.connect();
        } catch (Exception | LinkageError e) {
            // The kind only: the text may hold an address.
            LOG.warn("cannot join the cluster: {}; trying again", e.getClass().getName());
            if (fresh != null) {
                fresh.close();
            }
            retry = later(RETRY_NS, () -> outbox.offer(this::connect));
        }
    }

    private Deadline later(long ns, Runnable task) {
        try {
            return closed ? NEVER : clock.deadlines().after(ns, task);
        } catch (RejectedExecutionException e) {
            return NEVER;
        }
    }

    private void sweepLater() {
        sweep = later(SWEEP_NS, () -> {
            outbox.offer(() -> directory.sweep(nowNs()));
            sweepLater();
        });
    }

    @Override
    public void join(ClusterHome itsHome) {
        home = itsHome;
    }

    @Override
    public void leave(ClusterHome itsHome) {
        if (home == itsHome) {
            home = null;
            directory.dropOurs();
            sendAll(new Mail.AllGone());
        }
    }

    @Override
    public void announce(PeerName name, int lifetimeSeconds) {
        Directory.Told told = directory.seen(
                marks.peer(name), lifetimeSeconds, nowNs(), clock.ticks().wallSeconds());
        sendAll(new Mail.Held(List.of(told)));
    }

    @Override
    public void withdraw(PeerName name) {
        Directory.Key key = marks.peer(name);
        if (directory.drop(key)) {
            sendAll(new Mail.Gone(key));
        }
    }

    @Override
    public OptionalLong holder(PeerName name) {
        return directory.holder(marks.peer(name), nowNs());
    }

    @Override
    public void send(long member, Letter letter) {
        byte[] bytes = MailWriter.write(new Mail.Post(letter));
        post(() -> group.send(member, bytes));
    }

    private void sendAll(Mail mail) {
        if (!others.isEmpty()) {
            byte[] bytes = MailWriter.write(mail);
            post(() -> group.sendAll(bytes));
        }
    }

    private void post(Outbox.Job job) {
        boolean taken = outbox.offer(() -> {
            job.run();
            tally.add(Tally.Count.SENT);
        });
        if (!taken) {
            tally.add(Tally.Count.UNSENT);
        }
    }

    private void failed(Throwable failure) {
        tally.add(Tally.Count.UNSENT);
    }

    @Override
    public void untaken() {
        tally.add(Tally.Count.UNTAKEN);
    }

    @Override
    public byte[] mark(byte[] what) {
        return marks.mark(what);
    }

    private void tell() {
        if (!outbox.offer(this::tellAll)) {
            tally.add(Tally.Count.UNSENT);
        }
    }

    /**
     * Tells everybody of every peer of ours: whoever is new knows nothing, whoever was away may know what is over, and a peer
     * whose other member is gone may still be registered here.
     */
    private void tellAll() throws Exception {
        List<Directory.Told> ours = directory.ours(nowNs());
        for (int from = 0; from < ours.size(); from += Mail.Held.MAX_PEERS) {
            int to = Math.min(ours.size(), from + Mail.Held.MAX_PEERS);
            group.sendAll(MailWriter.write(new Mail.Held(ours.subList(from, to))));
            tally.add(Tally.Count.SENT);
        }
    }

    private long nowNs() {
        return clock.ticks().nowNs();
    }

    /** What comes from the group. */
    private final class Events implements Group.Listener {
        @Override
        public void changed(long self, Set<Long> now) {
            boolean changed = !others.equals(now);
            number = self;
            directory.callUs(self);
            directory.retain(now);
            others = now;
            tally.add(Tally.Count.CHANGES);
            LOG.info("the cluster has {} members", now.size() + 1);
            if (changed) {
                tell();
                again.cancel();
                again = later(AGAIN_NS, Member.this::tell);
            }
        }

        @Override
        public void came(long member, byte[] bytes) {
            tally.add(Tally.Count.RECEIVED);
            Optional<Mail> mail = MailReader.read(bytes);
            if (mail.isPresent()) {
                take(member, mail.get());
            } else {
                tally.add(Tally.Count.MALFORMED);
            }
        }

        @Override
        public void cameUnreadable() {
            tally.add(Tally.Count.RECEIVED);
            tally.add(Tally.Count.MALFORMED);
        }

        private void take(long member, Mail mail) {
            if (mail instanceof Mail.Held held) {
                held.peers().forEach(told -> heard(member, told));
            } else if (mail instanceof Mail.Gone gone) {
                directory.gone(member, gone.key());
            } else if (mail instanceof Mail.AllGone) {
                directory.gone(member);
            } else if (mail instanceof Mail.Post post) {
                deliver(member, post.letter());
            }
        }

        private void heard(long member, Directory.Told told) {
            if (!directory.heard(member, told, nowNs())) {
                tally.add(Tally.Count.UNKNOWN);
            }
        }

        private void deliver(long member, Letter letter) {
            ClusterHome now = home;
            if (now == null) {
                tally.add(Tally.Count.UNTAKEN);
            } else {
                now.deliver(member, letter);
            }
        }
    }

    /** Under which number the others know this member. */
    long number() {
        return number;
    }

    @Override
    public int members() {
        Group joined = group;
        return joined == null ? 0 : joined.size();
    }

    @Override
    public ClusterTotals totals() {
        return new ClusterTotals(
                directory.elsewhere(),
                tally.of(Tally.Count.SENT),
                tally.of(Tally.Count.RECEIVED),
                tally.of(Tally.Count.MALFORMED),
                tally.of(Tally.Count.UNSENT),
                tally.of(Tally.Count.UNTAKEN),
                tally.of(Tally.Count.UNKNOWN),
                tally.of(Tally.Count.CHANGES));
    }

    /** Leaves, telling the others. */
    @Override
    public void close() {
        closed = true;
        retry.cancel();
        sweep.cancel();
        again.cancel();
        outbox.close();
        Group joined = group;
        if (joined != null) {
            joined.close();
        }
    }
}
