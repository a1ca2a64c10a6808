package dev.middleman.ka.client;

import dev.middleman.api.control.Association;
import dev.middleman.api.control.ConnectSpec;
import dev.middleman.api.control.ControlClient;
import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.control.ControlRequest;
import dev.middleman.api.control.Reply;
import dev.middleman.api.control.Status;
import dev.middleman.api.ka.Registrations.Registration;
import dev.middleman.api.ka.Registrations.State;
import dev.middleman.api.time.Deadline;
import dev.middleman.wire.id.KaAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one middle-man registered with one KA server. All state belongs to the expiry thread: whatever happens elsewhere
 * is handed over to it ({@link Alarm#soon}), so nothing here is locked and nothing blocks. {@link #snapshot},
 * {@link #hurry}, {@link #start} and {@link #stop} may be called from any thread.
 *
 * <p>Life: connect, register, then refresh and ping until something fails; then connect again - after a loss within the
 * server's {@code spread}, so that a restarted server is not run over, after a failure to connect with longer and longer
 * pauses.
 */
final class Registrar implements ControlHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);

    /** How long a farewell may take, nanoseconds. */
    static final long FAREWELL_NS = TimeUnit.MILLISECONDS.toNanos(400);

    /** What every registration of a node works with. */
    record Tools(ControlClient client, Alarm alarm, RandomGenerator random) {}

    private final Node node;
    private final int number;
    private final KaAddress server;
    private final CapacityDesk desk;
    private final Tools tools;
    private final Alarm alarm;
    private final Backoff backoff;

    private volatile State state = State.CONNECTING;
    private volatile String reason = "";
    private volatile long retryAtNs;

    private int attempt;
    private String warned = "";
    private Association association;
    private Enrolment.Granted granted;
    private Deadline refresh = Alarm.NONE;
    private Deadline ping = Alarm.NONE;
    private Deadline retry = Alarm.NONE;
    private Deadline bound = Alarm.NONE;
    private CompletableFuture<Void> farewell = CompletableFuture.completedFuture(null);

    /** @param number of the server in the configuration, from 1; what the log calls it */
    Registrar(Node node, int number, KaAddress server, CapacityDesk desk, Tools tools) {
        this.node = node;
        this.number = number;
        this.server = server;
        this.desk = desk;
        this.tools = tools;
        this.alarm = tools.alarm();
        this.backoff = new Backoff(tools.random());
    }

    void start() {
        alarm.soon(this::connect);
    }

    /** Says farewell where there is someone to say it to. The stage completes soon, whatever the server does. */
    CompletionStage<Void> stop() {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        if (!alarm.soon(() -> farewell(stopped))) {
            stopped.complete(null);
        }
        return stopped;
    }

    /** Refreshes at once: there is news. */
    void hurry() {
        alarm.soon(() -> {
            if (state == State.REGISTERED) {
                refresh.cancel();
                refresh();
            }
        });
    }

    Registration snapshot() {
        State now = state;
        long leftNs = retryAtNs - alarm.nowNs();
        int retrySeconds = now == State.BACKING_OFF ? (int) Math.max(0, TimeUnit.NANOSECONDS.toSeconds(leftNs) + 1) : 0;
        String why = now == State.BACKING_OFF ? reason : "";
        return new Registration(server.text(), now, why, retrySeconds, desk.held(), desk.committed());
    }

    @Override
    public void handle(ControlRequest request, Reply reply) {
        desk.handle(request, reply);
    }

    @Override
    public void gone(Association gone) {
        alarm.soon(() -> {
            if (association == gone && state == State.REGISTERED) {
                lost("the association ended");
            }
        });
    }

    private void connect() {
        if (state == State.STOPPED) {
            return;
        }
        state = State.CONNECTING;
        int thisAttempt = ++attempt;
        ConnectSpec spec = new ConnectSpec(
                name(),
                server.host(),
                server.port(),
                KaAddress.ROOT,
                List.of(server.kaId().toArray()),
                Optional.empty());
        tools.client()
                .connect(spec, this)
                .whenComplete((opened, failure) -> alarm.soon(() -> connected(thisAttempt, opened, failure)));
    }

    private void connected(int thisAttempt, Association opened, Throwable failure) {
        if (failure != null) {
            failed(thisAttempt, failure);
        } else if (thisAttempt != attempt || state != State.CONNECTING) {
            opened.close();
        } else {
            association = opened;
            enrolment()
                    .register()
                    .whenComplete((terms, refusal) -> alarm.soon(() -> registered(thisAttempt, terms, refusal)));
        }
    }

    private void registered(int thisAttempt, Enrolment.Granted terms, Throwable failure) {
        if (thisAttempt != attempt) {
            return;
        }
        granted = terms;
        if (state == State.STOPPED) {
            if (failure == null) {
                leave();
            } else {
                goodbye();
            }
        } else if (failure != null) {
            failed(thisAttempt, failure);
        } else {
            state = State.REGISTERED;
            backoff.reset();
            tellSuccess();
            planRefresh(desk.isDraining()); // a registration cannot say that we drain
            planPing();
        }
    }

    private void planRefresh(boolean now) {
        long waitNs = now ? 0 : TimeUnit.SECONDS.toNanos(granted.terms().lt()) / 2;
        refresh = alarm.after(waitNs, this::refresh);
    }

    private void refresh() {
        int thisAttempt = attempt;
        enrolment()
                .refresh(granted.path(), desk.isDraining())
                .whenComplete((status, failure) -> alarm.soon(() -> refreshed(thisAttempt, status, failure)));
    }

    private void refreshed(int thisAttempt, Status status, Throwable failure) {
        if (thisAttempt != attempt || state != State.REGISTERED) {
            return;
        }
        if (failure != null) {
            lost("no answer to a refresh");
        } else if (status == Status.NOT_FOUND) {
            lost("the server does not know us any more");
        } else {
            planRefresh(false); // a busy server is asked again in time; if it stays busy it forgets us, and says so
        }
    }

    private void planPing() {
        ping = alarm.after(TimeUnit.SECONDS.toNanos(granted.terms().ping()), this::ping);
    }

    private void ping() {
        int thisAttempt = attempt;
        association.ping().whenComplete((pong, failure) -> alarm.soon(() -> ponged(thisAttempt, failure)));
    }

    private void ponged(int thisAttempt, Throwable failure) {
        if (thisAttempt != attempt || state != State.REGISTERED) {
            return;
        }
        if (failure != null) {
            lost("no answer to a ping");
        } else {
            planPing();
        }
    }

    /** We were registered: the server restarted, or the way to it broke. */
    private void lost(String why) {
        long spreadNs = TimeUnit.SECONDS.toNanos(granted.terms().spread());
        backoff.rushUntil(alarm.nowNs() + 2 * spreadNs);
        pause(why, spreadNs == 0 ? 0 : tools.random().nextLong(spreadNs));
    }

    private void failed(int thisAttempt, Throwable failure) {
        if (thisAttempt == attempt && state == State.CONNECTING) {
            String why = Reasons.of(failure);
            tellFailure(why);
            pause(why, backoff.nextNs(alarm.nowNs()));
        }
    }

    /** Once for each reason: it is tried again and again. A loss that heals at the next try is not worth a warning. */
    private void tellFailure(String why) {
        if (!why.equals(warned)) {
            LOG.warn("{} is not registered with KA server {}: {}", name(), number, why);
            warned = why;
        }
    }

    /** As loud as the warning that it takes back. */
    private void tellSuccess() {
        if (!warned.isEmpty()) {
            LOG.warn("{} is registered with KA server {} now", name(), number);
            warned = "";
        }
    }

    private String name() {
        return node.relay().description().name();
    }

    private void pause(String why, long pauseNs) {
        release();
        reason = why;
        retryAtNs = alarm.nowNs() + pauseNs;
        state = State.BACKING_OFF;
        retry = alarm.after(pauseNs, this::connect);
    }

    private void farewell(CompletableFuture<Void> stopped) {
        state = State.STOPPED;
        retry.cancel();
        refresh.cancel();
        ping.cancel();
        farewell = stopped;
        bound = alarm.after(FAREWELL_NS, this::goodbye);
        if (granted != null) {
            leave();
        } else if (association == null) {
            goodbye();
        } // else the registration is under way, and is taken back when it is there
    }

    private void leave() {
        enrolment().leave(granted.path()).whenComplete((left, failure) -> alarm.soon(this::goodbye));
    }

    private void goodbye() {
        bound.cancel();
        release();
        farewell.complete(null);
    }

    /** Ends the association and everything planned for it. */
    private void release() {
        attempt++;
        refresh.cancel();
        ping.cancel();
        granted = null;
        if (association != null) {
            association.close();
            association = null;
        }
    }

    private Enrolment enrolment() {
        return new Enrolment(node, server.kaId(), association);
    }
}
