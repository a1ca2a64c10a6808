package dev.middleman.ka.server;

import dev.middleman.api.cluster.Letter;
import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Observer;
import dev.middleman.api.control.Reply;
import dev.middleman.wire.id.Octets;
import java.util.concurrent.TimeUnit;

/**
 * The target of one look-up, registered at another member: what happens to its offer goes there as letters. Lives in
 * turns.
 */
final class FarPeer implements Target {
    /**
     * What the target's member gets to know of the caller.
     *
     * @param mark for the limit of look-ups of one target by one caller
     * @param member whether it proved to be a member of the realm
     */
    record Caller(byte[] mark, boolean member) {}

    private final Means means;
    private final long member;
    private final KnownPeer.Id id;
    private final Caller caller;
    private boolean open;

    /** @param member who holds it */
    FarPeer(Means means, long member, KnownPeer.Id id, Caller caller) {
        this.means = means;
        this.member = member;
        this.id = id;
        this.caller = caller;
    }

    @Override
    public void offer(Octets iid, Octets blob, long expiresNs) {
        long leftMs = TimeUnit.NANOSECONDS.toMillis(expiresNs - means.agenda().nowNs());
        int expiresMs = (int) Math.max(1, Math.min(leftMs, Letter.Offer.MAX_EXPIRES_MS));
        open = true;
        send(new Letter.Offer(
                iid.toArray(), Neighbours.name(id), caller.mark(), caller.member(), expiresMs, blob.toArray()));
    }

    @Override
    public boolean isOpen(Octets iid) {
        return open;
    }

    @Override
    public void withdraw(Octets iid) {
        if (open) {
            open = false;
            send(new Letter.Retraction(iid.toArray()));
        }
    }

    /** Takes note of the target's word: its member has taken the offer out of the inbox already. */
    void said() {
        open = false;
    }

    /** Whether this member may speak for the target. */
    boolean isAt(long otherMember) {
        return member == otherMember;
    }

    private void send(Letter letter) {
        means.neighbours().send(member, letter);
    }

    /** Takes a target's answer to its member. */
    record Return(Neighbours neighbours, long member, Octets iid) implements Reply {
        @Override
        public void send(Answer answer) {
            neighbours.send(member, new Letter.Outcome(iid.toArray(), answer));
        }

        @Override
        public Observer observe(Answer first, Runnable ended) {
            throw new UnsupportedOperationException("an outcome comes once");
        }
    }
}
