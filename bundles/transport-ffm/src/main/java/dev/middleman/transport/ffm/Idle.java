package dev.middleman.transport.ffm;

/**
 * What a lane's thread does when nothing waits: it polls its sockets some times, then sleeps until a datagram wakes it; or it
 * looks at them at a steady pace only. Polls are counted, since a transport reads no clock; a poll is one system call.
 *
 * @param polls that bring nothing, in a row, before the thread sleeps; {@link #FOR_EVER} never lets it
 * @param batchMs how often it looks whatever comes, ms; 0 as soon as something comes
 */
record Idle(int polls, int batchMs) {
    static final int FOR_EVER = Integer.MAX_VALUE;
    static final int MAX_POLLS = 10_000_000;
    static final int MAX_BATCH_MS = 100;

    /** Sleeps at once: costs nothing while nothing comes, and a wake-up for each datagram that comes alone. */
    static final Idle BLOCK = new Idle(0);

    /** Never sleeps: the shortest way for a datagram, and all of a processor core. */
    static final Idle SPIN = new Idle(FOR_EVER);

    Idle(int polls) {
        this(polls, 0);
    }

    /** How long to wait after so many polls without anything: -1 is until something comes, 0 not at all. */
    int timeoutMs(int quietPolls) {
        return quietPolls < polls ? 0 : -1;
    }

    /** One quiet poll more, without ever reaching the end of counting. */
    static int oneMore(int quietPolls) {
        return Math.min(quietPolls + 1, FOR_EVER - 1);
    }

    /**
     * Reads a strategy by its name.
     *
     * @param name {@code block}, {@code adaptive}, {@code spin} or {@code batch}
     * @param polls of {@code adaptive}
     * @param batchMs of {@code batch}
     * @throws IllegalArgumentException for another name, or what belongs to it out of range
     */
    static Idle of(String name, int polls, int batchMs) {
        return switch (name) {
            case "block" -> BLOCK;
            case "spin" -> SPIN;
            case "adaptive" -> new Idle(check("polls", polls, MAX_POLLS));
            case "batch" -> new Idle(0, check("batchMs", batchMs, MAX_BATCH_MS));
            default ->
                throw new IllegalArgumentException("idle \"" + name + "\" is not block, adaptive, spin or batch");
        };
    }

    private static int check(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " " + value + " is not in 1.." + most);
        }
        return value;
    }
}
