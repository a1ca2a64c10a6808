package dev.middleman.peer.control;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Ask;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.Status;
import dev.middleman.api.control.Subscription;
import dev.middleman.api.time.Deadline;
import dev.middleman.wire.WireException;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.Inbox;
import dev.middleman.wire.control.NonceAnswer;
import dev.middleman.wire.control.Refreshed;
import dev.middleman.wire.control.Registered;
import dev.middleman.wire.id.Octets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;

/**
 * Keeps a peer registered with one KA server: registers, watches the inbox, refreshes at half of the lifetime, pings, and
 * starts over when the server forgot or went away.
 *
 * <p>Thread-safe: everything that changes state holds the lock, and nothing that blocks is called under it. How long it
 * waits before it tries again is {@link Comeback}'s to say.
 */
public final class Registrar {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final Deadline NEVER = () -> false;

    /** Told of how it goes. */
    public interface Events {
        /** The server knows the peer now. */
        void registered(Registrar registrar);

        /** An attempt failed; there will be others. */
        void failed(Registrar registrar, Throwable why);

        /** The inbox as it is now. */
        void inbox(Registrar registrar, Inbox inbox);
    }

    private final PeerContext peer;
    private final KaLink link;
    private final Accept accept;
    private final Events events;
    private final Comeback comeback;

    private String location = "";
    private Registered granted;
    private Subscription inbox;
    private Deadline next = NEVER;
    private Pings pings;
    private int epoch;
    private boolean closed;

    public Registrar(PeerContext peer, KaLink link, Accept accept, Events events, RandomGenerator random) {
        this.peer = peer;
        this.link = link;
        this.accept = accept;
        this.events = events;
        this.comeback = new Comeback(random);
    }

    /** Begins. */
    public void start() {
        register(newEpoch());
    }

    public KaLink link() {
        return link;
    }

    /** Whether the server knows the peer, as far as this side can tell. */
    public synchronized boolean isRegistered() {
        return !closed && inbox != null;
    }

    /**
     * Takes the registration back. A second call does nothing.
     *
     * @return completes, never exceptionally, when the server knows or does not answer
     */
    public CompletionStage<Void> close() {
        String registeredAt;
        synchronized (this) {
            if (closed) {
                return CompletableFuture.completedStage(null);
            }
            closed = true;
            registeredAt = location;
        }
        newEpoch();
        if (registeredAt.isEmpty()) {
            link.close();
            return CompletableFuture.completedStage(null);
        }
        return link.ask(Ask.of(Method.DELETE, registeredAt)).handle((answer, failed) -> {
            link.close();
            return null;
        });
    }

    private void register(int mine) {
        link.ask(Ask.of(Method.GET, "/n")).thenCompose(this::sendRegistration).whenComplete((answer, failed) -> {
            if (failed != null) {
                retry(mine, KaLink.cause(failed));
            } else {
                onRegistration(mine, answer);
            }
        });
    }

    private CompletionStage<Answer> sendRegistration(Answer nonceAnswer) {
        Octets nonce = Answers.parse(nonceAnswer, NonceAnswer::parse).nonce();
        return link.ask(Ask.of(
                Method.POST, "/p", peer.registration(accept, link.server().kaId(), nonce)));
    }

    private void onRegistration(int mine, Answer answer) {
        try {
            Registered registered = Answers.parse(answer, Registered::parse);
            synchronized (this) {
                if (mine != epoch || closed) {
                    return;
                }
                location = answer.location();
                granted = registered;
                comeback.done();
            }
            watch(mine);
        } catch (AnswerException e) {
            retry(mine, e);
        }
    }

    /** Observes the inbox of a registration that is known to be good. */
    private void watch(int mine) {
        link.connect().whenComplete((association, failed) -> {
            if (failed != null) {
                retry(mine, KaLink.cause(failed));
                return;
            }
            Subscription watching =
                    association.observe(location() + "/in", answer -> onInbox(mine, answer), () -> verifySoon(mine));
            synchronized (this) {
                if (mine == epoch && !closed) {
                    inbox = watching;
                    schedule(mine, granted.lt() * SECOND_NS / 2, () -> verify(mine));
                    pings = new Pings(peer, association, granted.ping() * SECOND_NS, () -> silent(mine, association));
                    pings.goOn();
                    watching = null;
                }
            }
            if (watching != null) {
                watching.close();
            } else {
                events.registered(this);
            }
        });
    }

    private void onInbox(int mine, Answer answer) {
        if (!isCurrent(mine)) {
            return;
        }
        if (answer.status().isSuccess()) {
            try {
                events.inbox(this, Inbox.parse(answer.payload()));
            } catch (WireException e) {
                // the next notification may be better
            }
        } else {
            verifySoon(mine);
        }
    }

    private void silent(int mine, Association association) {
        if (isCurrent(mine)) {
            link.drop(association);
            verifySoon(mine);
        }
    }

    private void verifySoon(int mine) {
        synchronized (this) {
            schedule(mine, SECOND_NS / 2, () -> verify(mine));
        }
    }

    /**
     * Refreshes: shows whether the server still knows the registration, over whatever association there is. The inbox is
     * observed anew each time, which also heals an observation that the server gave up on.
     */
    private void verify(int mine) {
        if (!isCurrent(mine)) {
            return;
        }
        int fresh = newEpoch();
        link.ask(Ask.of(Method.POST, location())).whenComplete((answer, failed) -> {
            if (failed != null) {
                retry(fresh, KaLink.cause(failed));
            } else if (answer.status() == Status.NOT_FOUND) {
                registerAgain(fresh);
            } else {
                onRefreshed(fresh, answer);
            }
        });
    }

    private void onRefreshed(int mine, Answer answer) {
        try {
            int lifetime = Answers.parse(answer, Refreshed::parse).lt();
            synchronized (this) {
                granted = new Registered(lifetime, granted.ping(), granted.spread());
                comeback.done();
            }
            watch(mine);
        } catch (AnswerException e) {
            retry(mine, e);
        }
    }

    private void registerAgain(int mine) {
        synchronized (this) {
            location = "";
            schedule(mine, comeback.whenForgottenNs(granted.spread()), () -> register(mine));
        }
    }

    private void retry(int mine, Throwable why) {
        synchronized (this) {
            if (mine != epoch || closed) {
                return;
            }
            int spread = granted == null ? 0 : granted.spread();
            long waitNs = comeback.afterFailureNs(spread, peer.ticks().nowNs());
            schedule(mine, waitNs, location.isEmpty() ? () -> register(mine) : () -> verify(mine));
        }
        events.failed(this, why);
    }

    private synchronized String location() {
        return location;
    }

    private synchronized boolean isCurrent(int mine) {
        return mine == epoch && !closed;
    }

    /** Whatever was under way counts no more. */
    private int newEpoch() {
        Subscription watched;
        int fresh;
        synchronized (this) {
            fresh = ++epoch;
            next.cancel();
            if (pings != null) {
                pings.stop();
            }
            watched = inbox;
            inbox = null;
        }
        if (watched != null) {
            watched.close(); // waits for a listener that is being called, so never under the lock
        }
        return fresh;
    }

    private void schedule(int mine, long delayNs, Runnable task) {
        if (mine == epoch && !closed) {
            next.cancel();
            next = later(delayNs, task);
        }
    }

    private Deadline later(long delayNs, Runnable task) {
        try {
            return peer.deadlines().after(delayNs, task);
        } catch (RejectedExecutionException e) {
            return NEVER; // the peer is being closed
        }
    }
}
