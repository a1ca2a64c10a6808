package dev.middleman.ka.server;

import dev.middleman.api.cluster.Letter;
import dev.middleman.api.control.Reply;
import dev.middleman.api.control.Status;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.LookUp;
import dev.middleman.wire.control.TargetAnswer;
import dev.middleman.wire.id.Octets;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Where callers look up and targets answer, of one realm. Lives in turns. */
final class LookUpDesk {
    /** Callers choose their txn: the same one from somewhere else is another look-up. */
    private record Txn(Source source, Octets txn) {}

    private static final int PAIR_BYTES = 64;

    /** A target at another member has one there. */
    private static final long NO_ASSOCIATION = -1;

    private final Map<Txn, Introduction> byTxn = new HashMap<>();
    private final Map<Octets, Introduction> byIid = new HashMap<>();
    private final Means means;
    private final Policies policies;
    private final PeerDesk peers;
    private final MiddlemanDesk middleMen;
    private final Sketch callers;
    private final Sketch asks;
    private final Ranks ranks;

    LookUpDesk(Means means, Policies policies, PeerDesk peers, MiddlemanDesk middleMen) {
        this.means = means;
        this.policies = policies;
        this.peers = peers;
        this.middleMen = middleMen;
        this.callers = new Sketch(TimeUnit.MINUTES.toNanos(1), means.random());
        this.asks = new Sketch(TimeUnit.HOURS.toNanos(1), means.random());
        this.ranks = new Ranks(means.random());
    }

    boolean knows(Octets iid) {
        return byIid.containsKey(iid);
    }

    /** What a look-up is told before anyone looks at its target depends on the caller alone. */
    void lookUp(Endpoint from, LookUp lookUp, Policies.Proof proof, Exchange.Request request) {
        Source source = Source.of(from);
        Party party = Party.of(from, lookUp.af(), lookUp.latch());
        Txn txn = new Txn(source, lookUp.txn());
        Introduction earlier = byTxn.get(txn);
        if (earlier != null) {
            earlier.caller().join(request);
            return;
        }
        long nowNs = means.agenda().nowNs();
        if (callers.add(nowNs, source.toBytes()) > means.settings().rates().lookUpsPerMinute()) {
            means.counters().add(Counters.Count.OVER_ASKED);
            request.reply().send(Answers.tooMany(callers.secondsLeft(nowNs)));
            return;
        }
        if (!middleMen.canServe(party, lookUp.avoid())) {
            unavailable("no middle-man registered", request.reply());
            return;
        }
        if (byTxn.size() >= means.settings().sizes().lookUps()) {
            unavailable("too many look-ups under way", request.reply());
            return;
        }
        begin(txn, new Introduction.Call(source, party, lookUp), proof, request);
    }

    /**
     * Plans everything that will happen to a look-up. The target is looked at in a turn of its own, which may follow at
     * once on this very thread, so the caller has its acknowledgement before: how long that turn takes would tell whether
     * there is a target.
     */
    private void begin(Txn txn, Introduction.Call call, Policies.Proof proof, Exchange.Request request) {
        Agenda agenda = means.agenda();
        Introduction introduction = new Introduction(means, means.secret(Means.SECRET_BYTES), call, request.bodyHash());
        long refusedAtNs = agenda.nowNs() + refusalNs();
        request.reply().acknowledge();
        try {
            introduction.plan(agenda.must(Seconds.toNs(KaSettings.ERASE_SECONDS), () -> erase(txn, introduction)));
            introduction.plan(agenda.must(refusalNs(), introduction::refuse));
            introduction.plan(agenda.must(0, () -> offer(introduction, proof, refusedAtNs)));
        } catch (RejectedExecutionException e) {
            introduction.erase();
            throw e;
        }
        means.counters().add(Counters.Count.LOOK_UPS);
        byTxn.put(txn, introduction);
        byIid.put(introduction.iid(), introduction);
        introduction.caller().join(request);
    }

    /** Nobody is asked where there is nobody, or nobody who wants to be offered this caller. */
    private void offer(Introduction introduction, Policies.Proof proof, long refusedAtNs) {
        LookUp lookUp = introduction.lookUp();
        KnownPeer.Id id = new KnownPeer.Id(lookUp.realm(), lookUp.to());
        byte[] pair = pair(introduction.source(), id);
        int asked = asks.add(means.agenda().nowNs(), pair);
        if (asked > means.settings().rates().asksPerTargetPerHour()) {
            return;
        }
        OptionalLong elsewhere = means.neighbours().holder(id);
        if (elsewhere.isPresent()) {
            FarPeer.Caller caller = new FarPeer.Caller(means.neighbours().mark(pair), isMember(lookUp, proof));
            introduction.offer(new FarPeer(means, elsewhere.getAsLong(), id, caller), refusedAtNs);
        } else {
            peers.find(id)
                    .filter(KnownPeer::hasRoom)
                    .filter(target -> wants(target.accept(), lookUp, proof))
                    .ifPresent(target -> introduction.offer(target, refusedAtNs));
        }
    }

    private static byte[] pair(Source source, KnownPeer.Id id) {
        return ByteBuffer.allocate(PAIR_BYTES)
                .put(source.toBytes())
                .put(id.realm().toArray())
                .putLong(id.pid().high())
                .putLong(id.pid().low())
                .array();
    }

    private boolean wants(Accept accept, LookUp lookUp, Policies.Proof proof) {
        return switch (accept) {
            case REFUSE -> false;
            case MEMBERS -> isMember(lookUp, proof);
            case ASK, OPEN -> true;
        };
    }

    private boolean isMember(LookUp lookUp, Policies.Proof proof) {
        return policies.isMember(lookUp.realm(), proof, means.agenda().wallSeconds());
    }

    /** The target's word on an offer. @param from where it came from */
    void answer(Endpoint from, Octets iid, TargetAnswer answer, Exchange.Request request) {
        Introduction introduction = byIid.get(iid);
        if (introduction != null && introduction.consent() != null) {
            introduction.consent().join(request);
        } else if (introduction == null || !introduction.isOpen()) {
            request.reply().send(Answers.NOT_FOUND);
        } else {
            introduction.answered(Party.of(from, answer.af(), answer.latch()), answer, request);
            if (answer.ok()) {
                race(introduction);
            }
        }
    }

    /** The yes of a target at another member. What comes of it goes back there. */
    void consented(long member, Letter.Consent consent) {
        Octets iid = Octets.of(consent.id());
        Introduction introduction = byIid.get(iid);
        Reply back = new FarPeer.Return(means.neighbours(), member, iid);
        boolean offered = consent.latch() != LatchMode.HINT || means.settings().hints();
        Optional<FarPeer> target = introduction == null || !introduction.isOpen() || !offered
                ? Optional.empty()
                : introduction.targetAt(member);
        if (target.isEmpty()) {
            back.send(Answers.NOT_FOUND);
            return;
        }
        target.get().said();
        TargetAnswer answer = new TargetAnswer(true, Octets.of(consent.blob()), consent.af(), consent.latch());
        Exchange.Request request = new Exchange.Request(Exchange.hash(answer.encode()), NO_ASSOCIATION, back);
        introduction.answered(new Party(consent.af(), consent.latch(), consent.hint()), answer, request);
        race(introduction);
    }

    private void race(Introduction introduction) {
        LookUp lookUp = introduction.lookUp();
        Source caller = introduction.source();
        Selection selection = new Selection(policies.selectionNow(), middleman -> ranks.of(caller, middleman.pub()));
        int wanted = Lines.most(lookUp, introduction.targetAnswer());
        List<Middleman> drawn = middleMen.draw(
                introduction.callerParty(), introduction.targetParty(), lookUp.avoid(), wanted, selection);
        Race race = new Race(means, middleMen, selection, wanted, introduction);
        introduction.run(race);
        race.start(drawn, introduction.callerParty(), introduction.targetParty());
    }

    /** An offer is not wanted, or its answer is no longer needed. Gone, also when it was not there. */
    void withdraw(Octets iid, Reply reply) {
        Introduction introduction = byIid.get(iid);
        if (introduction != null) {
            introduction.withdraw();
        }
        reply.send(Answers.done(Status.DELETED));
    }

    /** Offers of callers who are gone are withdrawn: nobody is asked for someone who left. */
    void gone(long associationId) {
        Map<Txn, Introduction> abandoned = new HashMap<>();
        byTxn.forEach((txn, introduction) -> {
            if (introduction.consent() == null && introduction.caller().abandonedBy(associationId)) {
                abandoned.put(txn, introduction);
            }
        });
        abandoned.forEach(this::erase);
    }

    void close() {
        Map.copyOf(byTxn).forEach(this::erase);
    }

    private void erase(Txn txn, Introduction introduction) {
        byTxn.remove(txn);
        byIid.remove(introduction.iid());
        introduction.erase();
    }

    private void unavailable(String text, Reply reply) {
        means.counters().add(Counters.Count.UNAVAILABLE);
        reply.send(Answers.unavailable(text, KaSettings.RETRY_SECONDS));
    }

    private long refusalNs() {
        return TimeUnit.MILLISECONDS.toNanos(means.settings().waits().refusalMs());
    }
}
