package dev.middleman.ka.server;

import dev.middleman.api.cluster.Letter;
import dev.middleman.api.control.Reply;
import dev.middleman.api.control.Status;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.time.Deadline;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.TargetAnswer;
import dev.middleman.wire.id.Octets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Look-ups of this realm's peers by callers of other members: offers that came as letters, until they are forgotten. Lives
 * in turns.
 *
 * <p>A target that does not want it, that is not here, or that was asked too often is not spoken of: the caller's member
 * refuses at the time of all refusals, and cannot tell either.
 */
final class FarCallers {
    /** One look-up by somebody else's caller. */
    private static final class Visit {
        private final long member;
        private final KnownPeer target;
        private final List<Deadline> deadlines = new ArrayList<>();
        private Exchange consent;
        private boolean secret;

        Visit(long member, KnownPeer target) {
            this.member = member;
            this.target = target;
        }
    }

    private final Map<Octets, Visit> byIid = new HashMap<>();
    private final Means means;
    private final PeerDesk peers;
    private final Sketch asks;

    FarCallers(Means means, PeerDesk peers) {
        this.means = means;
        this.peers = peers;
        this.asks = new Sketch(TimeUnit.HOURS.toNanos(1), means.random());
    }

    boolean knows(Octets iid) {
        return byIid.containsKey(iid);
    }

    /** Puts the offer into the target's inbox, where there is one that wants it. */
    void offered(long member, Letter.Offer offer) {
        Octets iid = Octets.of(offer.id());
        if (knows(iid)) {
            return;
        }
        if (byIid.size() >= means.settings().sizes().lookUps()) {
            means.neighbours().untaken();
            return;
        }
        int asked = asks.add(means.agenda().nowNs(), offer.caller());
        peers.find(Neighbours.id(offer.to()))
                .filter(target -> asked <= means.settings().rates().asksPerTargetPerHour())
                .filter(KnownPeer::hasRoom)
                .filter(target -> wants(target.accept(), offer.member()))
                .ifPresent(target -> begin(iid, new Visit(member, target), offer));
    }

    private static boolean wants(Accept accept, boolean member) {
        return switch (accept) {
            case REFUSE -> false;
            case MEMBERS -> member;
            case ASK, OPEN -> true;
        };
    }

    private void begin(Octets iid, Visit visit, Letter.Offer offer) {
        long standsNs = TimeUnit.MILLISECONDS.toNanos(offer.expiresMs());
        Agenda agenda = means.agenda();
        try {
            visit.deadlines.add(agenda.must(Seconds.toNs(KaSettings.ERASE_SECONDS), () -> erase(iid)));
            visit.deadlines.add(agenda.must(standsNs, () -> visit.target.withdraw(iid)));
        } catch (RejectedExecutionException e) {
            visit.deadlines.forEach(Deadline::cancel);
            means.neighbours().untaken();
            return;
        }
        byIid.put(iid, visit);
        means.counters().add(Counters.Count.OFFERS);
        visit.target.offer(iid, Octets.of(offer.blob()), agenda.nowNs() + standsNs);
    }

    /** The target's word. A no ends here: the caller's member has to refuse in any case. @param from where it came from */
    void answer(Endpoint from, Octets iid, TargetAnswer answer, Exchange.Request request) {
        Visit visit = byIid.get(iid);
        if (visit != null && visit.consent != null) {
            visit.consent.join(request);
        } else if (visit == null || !visit.target.isOpen(iid)) {
            request.reply().send(Answers.NOT_FOUND);
        } else {
            visit.target.withdraw(iid);
            visit.consent = new Exchange(request.bodyHash());
            visit.consent.join(request);
            if (answer.ok()) {
                means.neighbours()
                        .send(visit.member, consent(iid, Party.of(from, answer.af(), answer.latch()), answer));
            } else {
                visit.consent.answer(Answers.done(Status.CHANGED));
            }
        }
    }

    private static Letter consent(Octets iid, Party party, TargetAnswer answer) {
        return new Letter.Consent(
                iid.toArray(),
                party.af(),
                party.latch(),
                party.hint(),
                answer.blob().toArray());
    }

    /** What the target is told: its line, or that nothing came of it. */
    void outcome(long member, Letter.Outcome outcome) {
        Visit visit = byIid.get(Octets.of(outcome.id()));
        if (visit != null && visit.member == member && visit.consent != null) {
            visit.secret = true;
            visit.consent.answer(outcome.answer());
        }
    }

    /** The caller's member takes the offer back. */
    void retracted(long member, Letter.Retraction retraction) {
        Octets iid = Octets.of(retraction.id());
        Optional.ofNullable(byIid.get(iid))
                .filter(visit -> visit.member == member)
                .ifPresent(visit -> visit.target.withdraw(iid));
    }

    /** The target does not want the offer. Gone, also when it was not there. */
    void withdraw(Octets iid, Reply reply) {
        Visit visit = byIid.get(iid);
        if (visit != null) {
            visit.target.withdraw(iid);
        }
        reply.send(Answers.done(Status.DELETED));
    }

    void close() {
        List.copyOf(byIid.keySet()).forEach(this::erase);
    }

    private void erase(Octets iid) {
        Visit visit = byIid.remove(iid);
        visit.deadlines.forEach(Deadline::cancel);
        visit.target.withdraw(iid);
        if (visit.consent != null) {
            visit.consent.answer(Answers.unavailable("no middle-man can serve now", KaSettings.RETRY_SECONDS));
        }
        if (visit.secret) {
            visit.consent.eraseSecret();
        }
    }
}
