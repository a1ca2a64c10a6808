package dev.middleman.ka.server;

/**
 * Every number that bounds a KA server, validated.
 *
 * @param waits how long to wait for whom
 * @param rates how often anyone may ask
 * @param sizes how much is kept at a time
 * @param k middle-men asked for capacity per look-up, 1 to 8; one more for each further one that is wanted
 * @param spreadSeconds over how long everyone registers again after a restart, 1 to 600
 * @param allowUnseenEndpoints whether a middle-man may announce an address that the server does not see it at
 * @param selfTest whether middle-men are tried before anyone is introduced to them
 * @param hints whether peers may latch by the address that the server sees them at, mode H
 */
record KaSettings(
        Waits waits,
        Rates rates,
        Sizes sizes,
        int k,
        int spreadSeconds,
        boolean allowUnseenEndpoints,
        boolean selfTest,
        boolean hints) {
    /** From the start of a look-up to the end of everything it left behind, seconds. */
    static final int ERASE_SECONDS = 15;

    /** How long middle-men hold capacity, seconds. */
    static final int HOLD_TTL_SECONDS = 3;

    /** How often registered parties ping at the least, seconds: less than NATs and firewalls forget. */
    static final int PING_SECONDS = 25;

    /** How often peers ping up to 120,000 of them, seconds: who does notices within 15 s that the server died. */
    static final int QUICK_PING_SECONDS = 7;

    /** So many peers more, and the next ones ping a second less often: pings stay a small part of a server's work. */
    static final int PEERS_PER_PING_SECOND = 15_000;

    /** When to ask again where nothing better is known, seconds. */
    static final int RETRY_SECONDS = 30;

    static final KaSettings DEFAULTS =
            new KaSettings(Waits.DEFAULTS, Rates.DEFAULTS, Sizes.DEFAULTS, 3, 30, false, true, false);

    /** @throws IllegalArgumentException when a number is out of its range; names it, its value and the range */
    KaSettings {
        Range.check("k", k, 1, 8);
        Range.check("spreadSeconds", spreadSeconds, 1, 600);
    }

    /** Without mode H. */
    KaSettings(
            Waits waits,
            Rates rates,
            Sizes sizes,
            int k,
            int spreadSeconds,
            boolean allowUnseenEndpoints,
            boolean selfTest) {
        this(waits, rates, sizes, k, spreadSeconds, allowUnseenEndpoints, selfTest, false);
    }

    /** Without self-tests. */
    KaSettings(Waits waits, Rates rates, Sizes sizes, int k, int spreadSeconds, boolean allowUnseenEndpoints) {
        this(waits, rates, sizes, k, spreadSeconds, allowUnseenEndpoints, false);
    }

    /** How often a peer pings that makes it so many, seconds. */
    static int pingSeconds(long peers) {
        return (int) Math.max(QUICK_PING_SECONDS, Math.min(PING_SECONDS, peers / PEERS_PER_PING_SECOND));
    }

    /** The same with other sizes. */
    KaSettings with(Sizes others) {
        return new KaSettings(waits, rates, others, k, spreadSeconds, allowUnseenEndpoints, selfTest, hints);
    }

    /**
     * Waits, all in milliseconds.
     *
     * @param refusalMs from a look-up to its refusal, whatever the cause; also the time a target has to consent, 100
     *     to 8,000
     * @param holdMs for middle-men to offer capacity, 100 to 2,000
     * @param commitMs for the winner to give details, 100 to 1,000
     */
    record Waits(int refusalMs, int holdMs, int commitMs) {
        static final Waits DEFAULTS = new Waits(8_000, 2_000, 1_000);

        Waits {
            Range.check("refusalWaitMs", refusalMs, 100, 8_000);
            Range.check("holdWaitMs", holdMs, 100, 2_000);
            Range.check("commitWaitMs", commitMs, 100, 1_000);
        }
    }

    /**
     * Rates. A caller is an IPv4 address or an IPv6 /64.
     *
     * @param lookUpsPerMinute look-ups of one caller, 1 to 100,000
     * @param signedPerMinute signed requests of one caller, each a signature to check, 1 to 100,000
     * @param asksPerTargetPerHour look-ups of one target by one caller that reach its inbox, 1 to 100,000
     */
    record Rates(int lookUpsPerMinute, int signedPerMinute, int asksPerTargetPerHour) {
        static final Rates DEFAULTS = new Rates(10, 60, 120);

        Rates {
            Range.check("lookUpsPerMinute", lookUpsPerMinute, 1, 100_000);
            Range.check("signedPerMinute", signedPerMinute, 1, 100_000);
            Range.check("asksPerTargetPerHour", asksPerTargetPerHour, 1, 100_000);
        }
    }

    /**
     * Sizes.
     *
     * @param peers registered at a time, 1 to 1,000,000
     * @param middleMen registered at a time, 1 to 65,536
     * @param lookUps kept at a time, answered ones included, 1 to 100,000
     */
    record Sizes(int peers, int middleMen, int lookUps) {
        static final Sizes DEFAULTS = new Sizes(100_000, 4_096, 10_000);

        /** Open offers per inbox. */
        static final int INBOX = 16;

        /** Observers per inbox: after a re-handshake the old one lingers for a while. */
        static final int WATCHERS = 4;

        /** Requests that wait for the answer to one and the same look-up. */
        static final int REPLIES = 8;

        /** Nonces remembered as spent. */
        static final int SPENT_NONCES = 65_536;

        Sizes {
            Range.check("maxPeers", peers, 1, 1_000_000);
            Range.check("maxMiddleMen", middleMen, 1, 65_536);
            Range.check("maxLookUps", lookUps, 1, 100_000);
        }

        /** What one of so many realms may take. */
        Sizes share(int realms) {
            return new Sizes(Math.max(1, peers / realms), middleMen, Math.max(1, lookUps / realms));
        }
    }

    /** Refuses what is out of range, showing the value and the range. */
    private static final class Range {
        static void check(String name, int value, int least, int most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(name + " " + value + " is not in " + least + ".." + most);
            }
        }
    }
}
