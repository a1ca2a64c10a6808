package dev.middleman.ka.server;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Status;
import dev.middleman.api.time.Deadline;
import dev.middleman.wire.control.Granted;
import dev.middleman.wire.control.LookUp;
import dev.middleman.wire.control.TargetAnswer;
import dev.middleman.wire.id.Octets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One look-up, from the request to the erasure of everything about it. Lives in turns.
 *
 * <p>Whatever goes wrong before the target consents ends in the same answer at the same time; nothing shows whether
 * there was a target at all.
 */
final class Introduction implements Race.Finish {
    /** Who looks up whom. */
    record Call(Source source, Party party, LookUp lookUp) {}

    private final Means means;
    private final Octets iid;
    private final Exchange caller;
    private final List<Deadline> deadlines = new ArrayList<>();
    private Call call;
    private Target target;
    private Exchange consent;
    private TargetAnswer targetAnswer;
    private Party targetParty;
    private Race race;
    private boolean secret;

    Introduction(Means means, Octets iid, Call call, Octets bodyHash) {
        this.means = means;
        this.iid = iid;
        this.call = call;
        this.caller = new Exchange(bodyHash);
    }

    Octets iid() {
        return iid;
    }

    Exchange caller() {
        return caller;
    }

    LookUp lookUp() {
        return call.lookUp();
    }

    Source source() {
        return call.source();
    }

    Party callerParty() {
        return call.party();
    }

    Party targetParty() {
        return targetParty;
    }

    /** What the target said; null before, and after the pairing is forgotten. */
    TargetAnswer targetAnswer() {
        return targetAnswer;
    }

    @Override
    public void plan(Deadline deadline) {
        deadlines.add(deadline);
    }

    /** Puts the offer into the target's inbox. */
    void offer(KnownPeer to, long expiresNs) {
        target = to;
        to.offer(iid, lookUp().blob(), expiresNs);
        means.counters().add(Counters.Count.OFFERS);
    }

    /** Sends the offer to the target's member, which puts it into the inbox, and counts it, if the target wants it. */
    void offer(FarPeer to, long expiresNs) {
        target = to;
        to.offer(iid, lookUp().blob(), expiresNs);
    }

    /** The target, where this member may speak for it. */
    Optional<FarPeer> targetAt(long member) {
        return target instanceof FarPeer far && far.isAt(member) ? Optional.of(far) : Optional.empty();
    }

    /** Whether the target's word still counts. */
    boolean isOpen() {
        return target != null && consent == null && target.isOpen(iid);
    }

    /** The exchange in which the target answered; null before. */
    Exchange consent() {
        return consent;
    }

    /** Takes the target's word, yes or no; a no is not told before its time. */
    void answered(Party party, TargetAnswer answer, Exchange.Request request) {
        target.withdraw(iid);
        consent = new Exchange(request.bodyHash());
        consent.join(request);
        targetAnswer = answer;
        targetParty = party;
        if (!answer.ok()) {
            consent.answer(Answers.done(Status.CHANGED));
        }
    }

    void run(Race capacityRace) {
        race = capacityRace;
    }

    /** Takes the offer back; without a word to the caller. */
    void withdraw() {
        if (target != null) {
            target.withdraw(iid);
        }
    }

    /** The time of all refusals: ends empty-handed unless the target consented. */
    void refuse() {
        if (race == null && !caller.isAnswered()) {
            withdraw();
            means.counters().add(Counters.Count.REFUSED);
            caller.answer(Answers.NOT_FOUND);
            forgetPairing();
        }
    }

    @Override
    public boolean usable(Middleman middleman, Granted granted) {
        return Lines.reachable(middleman, granted.a(), callerParty())
                && Lines.reachable(middleman, granted.b(), targetParty);
    }

    @Override
    public void won(List<Race.Won> winners) {
        secret = true;
        means.counters().add(Counters.Count.INTRODUCED);
        consent.answer(Answers.of(
                Status.CHANGED,
                Lines.target(winners, targetParty, lookUp().blob()).encode()));
        caller.answer(Answers.of(
                Status.CREATED,
                Lines.caller(winners, callerParty(), targetAnswer.blob()).encode()));
        forgetPairing();
    }

    @Override
    public void lost() {
        means.counters().add(Counters.Count.UNAVAILABLE);
        Answer sorry = Answers.unavailable("no middle-man can serve now", KaSettings.RETRY_SECONDS);
        consent.answer(sorry);
        caller.answer(sorry);
        forgetPairing();
    }

    /** Ends it: whoever still waits learns that nothing came of it, and no key, id or pairing stays. */
    void erase() {
        deadlines.forEach(Deadline::cancel);
        deadlines.clear();
        withdraw();
        if (race != null) {
            race.abandon();
            lost();
        }
        caller.answer(Answers.NOT_FOUND);
        if (secret) {
            caller.eraseSecret();
            consent.eraseSecret();
        }
        forgetPairing();
    }

    /** Repetitions are answered from the exchanges; who called whom is not needed for that. */
    private void forgetPairing() {
        call = null;
        target = null;
        targetAnswer = null;
        targetParty = null;
        race = null;
    }

    /** Says nothing. */
    @Override
    public String toString() {
        return "Introduction[hidden]";
    }
}
