package dev.middleman.ka.server;

import dev.middleman.api.cluster.Cluster;
import dev.middleman.api.control.Reply;
import dev.middleman.api.control.Status;
import dev.middleman.api.ka.KaTotals;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.wire.control.LookUp;
import dev.middleman.wire.control.RefreshMiddleman;
import dev.middleman.wire.control.RegisterMiddleman;
import dev.middleman.wire.control.RegisterPeer;
import dev.middleman.wire.control.TargetAnswer;
import dev.middleman.wire.id.Octets;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;

/**
 * The look-up service, whatever protocol carries it. Thread-safe and non-blocking: every call becomes a turn
 * ({@link Turns}), and its answer goes to the {@link Reply} now or later. All state is in memory and bounded; it reads
 * no clock but the {@link Agenda}, and draws all randomness from one source.
 *
 * <p>Callers have checked form and signatures before; what is refused here is refused for what it means.
 */
final class KaCore implements AutoCloseable {
    private final Agenda agenda;
    private final Counters counters = new Counters();
    private final MiddlemanDesk middleMen;
    private final Realms realms;
    private final Neighbours neighbours = new Neighbours();
    private final Home home;
    private volatile KaSettings settings;
    private volatile boolean closed;

    /** Takes every middle-man untried. */
    KaCore(KaSettings settings, Policies policies, Agenda agenda, RandomGenerator random) {
        this(settings, policies, agenda, random, Optional.empty());
    }

    /**
     * @param random a secure source: capabilities come from it
     * @param rehearsal how middle-men are tried; empty: not at all
     */
    KaCore(
            KaSettings settings,
            Policies policies,
            Agenda agenda,
            RandomGenerator random,
            Optional<Rehearsal> rehearsal) {
        this.settings = settings;
        Means means = new Means(agenda, this::settings, counters, random, neighbours);
        this.agenda = agenda;
        this.middleMen = new MiddlemanDesk(means, policies, new SelfTests(means, rehearsal));
        this.realms = new Realms(means, policies, middleMen);
        this.home = new Home(means, realms);
    }

    KaSettings settings() {
        return settings;
    }

    /**
     * Goes on by these, and by what the policies say now of admission and realms. Whoever is taken by them stays registered;
     * look-ups under way go on.
     */
    void change(KaSettings next) {
        settings = next;
        agenda.turn(() -> {
            realms.adapt();
            middleMen.adapt();
        });
    }

    /** Whether peers may latch in this mode. */
    boolean offers(LatchMode latch) {
        return latch != LatchMode.HINT || settings.hints();
    }

    void registerPeer(KnownPeer.Id id, RegisterPeer settings, Reply reply) {
        turn(reply, () -> realms.of(id.realm()).peers().register(id, settings, reply));
    }

    void refreshPeer(Octets cap, Reply reply) {
        turn(reply, () -> realms.ofPeer(cap).refresh(cap, reply));
    }

    void removePeer(Octets cap, Reply reply) {
        turn(reply, () -> realms.ofPeer(cap).remove(cap, reply));
    }

    void readInbox(Octets cap, Reply reply) {
        turn(reply, () -> realms.ofPeer(cap).inbox(cap, reply));
    }

    void watchInbox(Octets cap, Reply reply) {
        turn(reply, () -> realms.ofPeer(cap).watch(cap, reply));
    }

    void lookUp(Endpoint remote, LookUp lookUp, Policies.Proof proof, Exchange.Request request) {
        turn(request.reply(), () -> realms.of(lookUp.realm()).lookUps().lookUp(remote, lookUp, proof, request));
    }

    /** @param remote where the answer came from */
    void answerOffer(Endpoint remote, Octets iid, TargetAnswer answer, Exchange.Request request) {
        turn(request.reply(), () -> realms.ofVisit(iid)
                .ifPresentOrElse(far -> far.answer(remote, iid, answer, request), () -> realms.ofOffer(iid)
                        .answer(remote, iid, answer, request)));
    }

    void withdrawOffer(Octets iid, Reply reply) {
        turn(reply, () -> realms.ofVisit(iid).ifPresentOrElse(far -> far.withdraw(iid, reply), () -> realms.ofOffer(iid)
                .withdraw(iid, reply)));
    }

    /** @param seen where the request came from */
    void registerMiddleman(Octets pub, RegisterMiddleman settings, Endpoint seen, MiddlemanLink link, Reply reply) {
        turn(reply, () -> middleMen.register(pub, settings, seen.withPort(0), link, reply));
    }

    void refreshMiddleman(Octets cap, RefreshMiddleman news, MiddlemanLink link, Reply reply) {
        turn(reply, () -> middleMen.refresh(cap, news, link, reply));
    }

    void removeMiddleman(Octets cap, Reply reply) {
        turn(reply, () -> middleMen.remove(cap, reply));
    }

    /** An association ended. */
    void gone(long associationId) {
        if (!closed) { // then everyone is forgotten already
            agenda.turn(() -> {
                middleMen.gone(associationId);
                realms.gone(associationId);
            });
        }
    }

    /** From now on the peers of other members can be called, and theirs call the peers of this one. */
    void join(Cluster cluster) {
        if (!closed) {
            neighbours.join(cluster, home);
            home.announceAll();
        }
    }

    void leave(Cluster cluster) {
        neighbours.leave(cluster, home);
    }

    KaTotals totals() {
        return counters.totals();
    }

    void countOverAsked() {
        counters.add(Counters.Count.OVER_ASKED);
    }

    /** Forgets everyone and everything, leaving no deadline behind. */
    @Override
    public void close() {
        closed = true;
        neighbours.leave(home);
        agenda.turn(() -> {
            realms.close();
            middleMen.close();
        });
    }

    private void turn(Reply reply, Runnable task) {
        if (closed || !agenda.offer(() -> unlessFull(reply, task))) {
            reply.send(Answers.unavailable("too busy", 1));
        }
    }

    private void unlessFull(Reply reply, Runnable task) {
        try {
            task.run();
        } catch (RejectedExecutionException e) {
            reply.send(Answers.unavailable("too busy", KaSettings.RETRY_SECONDS));
        } catch (RuntimeException e) {
            reply.send(Answers.error(Status.INTERNAL_ERROR, "our fault"));
            throw e;
        }
    }
}
