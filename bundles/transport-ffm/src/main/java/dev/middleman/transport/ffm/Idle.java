package dev.middleman.transport.ffm;

/**
 * What a lane's thread does when nothing waits: it polls its sockets some times, then sleeps until a datagram wakes it.
 * Counted in polls, since a transport reads no clock; a poll is one system call.
 *
 * @param polls that bring nothing, in a row, before the thread sleeps; {@link #FOR_EVER} never lets it
 */
record Idle(int polls) {
    static final int FOR_EVER = Integer.MAX_VALUE;
    static final int MAX_POLLS = 10_000_000;

    /** Sleeps at once: costs nothing while nothing comes, and a wake-up for each datagram that comes alone. */
    static final Idle BLOCK = new Idle(0);

    /** Never sleeps: the shortest way for a datagram, and all of a processor core. */
    static final Idle SPIN = new Idle(FOR_EVER);

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
     * @param name {@code block}, {@code adaptive} or {@code spin}
     * @param polls of {@code adaptive}
     * @throws IllegalArgumentException for another name, or polls out of range
     */
    static Idle of(String name, int polls) {
        return switch (name) {
            case "block" -> BLOCK;
            case "spin" -> SPIN;
            case "adaptive" -> {
                if (polls < 1 || polls > MAX_POLLS) {
                    throw new IllegalArgumentException("polls " + polls + " is not in 1.." + MAX_POLLS);
                }
                yield new Idle(polls);
            }
            default -> throw new IllegalArgumentException("idle \"" + name + "\" is not block, adaptive or spin");
        };
    }
}
