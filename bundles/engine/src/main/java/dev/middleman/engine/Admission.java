package dev.middleman.engine;

import dev.middleman.api.policy.SessionLimits;
import dev.middleman.api.relay.Refusal;
import dev.middleman.engine.shard.Ledger;
import java.util.HashMap;
import java.util.Map;

/**
 * Who may open a session, counted over all shards. Thread-safe: each method locks for some additions. It is asked when a
 * session is held, when the first peer latches and when it ends, never per datagram.
 *
 * <p>Who asks is told apart by owner, a number that stands for a KA server. Its share of all sessions counts as soon as a
 * second owner is known of, by configuration or because it asked: before that there is nobody to share with.
 */
final class Admission {

    /** A yes with the shard to open the session in and what it may take, or a no. */
    record Decision(int shard, SessionLimits limits, Refusal refusal) {
        static Decision no(Refusal why) {
            return new Decision(-1, null, why);
        }

        boolean isRefused() {
            return refusal != null;
        }
    }

    private static final class Account {
        private int sessions;
        private int pending;
    }

    private final Quotas quotas;
    private final int knownOwners;
    private final int[] sessionsOfShard;
    private final Map<Integer, Account> accounts = new HashMap<>();
    private int sessions;
    private long promisedKbitPerSecond;
    private long refused;

    /** @param knownOwners how many KA servers are configured; 0 when not known */
    Admission(Quotas quotas, int shards, int knownOwners) {
        this.quotas = quotas;
        this.knownOwners = knownOwners;
        this.sessionsOfShard = new int[shards];
    }

    /** Takes a place in the emptiest shard. */
    synchronized Decision admit(int owner, SessionLimits limits) {
        Account account = accounts.computeIfAbsent(owner, o -> new Account());
        Refusal refusal = refusalFor(account);
        if (refusal != null) {
            refused++;
            return Decision.no(refusal);
        }
        int shard = emptiest();
        sessions++;
        sessionsOfShard[shard]++;
        account.sessions++;
        account.pending++;
        promisedKbitPerSecond += limits.kbitPerSecond();
        return new Decision(shard, limits, null);
    }

    private Refusal refusalFor(Account account) {
        if (sessions >= quotas.maxSessions()) {
            return Refusal.FULL;
        }
        boolean shared = Math.max(knownOwners, accounts.size()) > 1;
        if (shared && account.sessions >= quotas.ownerShare()) {
            return Refusal.OWNER_SHARE;
        }
        return account.pending >= quotas.pendingShare() ? Refusal.OWNER_PENDING : null;
    }

    private int emptiest() {
        int best = 0;
        for (int shard = 1; shard < sessionsOfShard.length; shard++) {
            if (sessionsOfShard[shard] < sessionsOfShard[best]) {
                best = shard;
            }
        }
        return best;
    }

    /** Counts a refusal that was decided elsewhere. */
    synchronized void countRefused() {
        refused++;
    }

    /** How many sessions there are, holds included. */
    synchronized int sessions() {
        return sessions;
    }

    /** What all sessions together may take, kbit/s. */
    synchronized long promisedKbitPerSecond() {
        return promisedKbitPerSecond;
    }

    synchronized long refused() {
        return refused;
    }

    /** What one shard reports to. */
    Ledger ledgerOf(int shard) {
        return new Ledger() {
            @Override
            public void latched(int owner) {
                synchronized (Admission.this) {
                    accounts.get(owner).pending--;
                }
            }

            @Override
            public void ended(int owner, boolean wasPending, int kbitPerSecond) {
                synchronized (Admission.this) {
                    Account account = accounts.get(owner);
                    account.sessions--;
                    account.pending -= wasPending ? 1 : 0;
                    sessionsOfShard[shard]--;
                    sessions--;
                    promisedKbitPerSecond -= kbitPerSecond;
                }
            }
        };
    }
}
