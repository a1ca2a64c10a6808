package dev.middleman.transport.memory;

/**
 * What one direction of an access line does to datagrams. Immutable; start from {@link #PERFECT} and add faults.
 *
 * @param delayNs nanoseconds that every datagram takes
 * @param jitterNs up to so many nanoseconds more, drawn evenly; a line is a queue, so jitter alone never reorders
 * @param loss share of datagrams that vanish, 0 to 1
 * @param duplication share of datagrams that arrive twice, 0 to 1
 * @param reordering share of datagrams that are held back and overtaken, 0 to 1
 */
public record Link(long delayNs, long jitterNs, double loss, double duplication, double reordering) {

    /** No faults and 50 us of delay: enough that an answer never arrives before its question was sent. */
    public static final Link PERFECT = new Link(50_000, 0, 0, 0, 0);

    /** @throws IllegalArgumentException when a time is negative or a share is outside 0 to 1 */
    public Link {
        if (delayNs < 0 || jitterNs < 0) {
            throw new IllegalArgumentException("negative time: delay " + delayNs + " ns, jitter " + jitterNs + " ns");
        }
        requireShare("loss", loss);
        requireShare("duplication", duplication);
        requireShare("reordering", reordering);
    }

    public Link withDelayNs(long ns) {
        return new Link(ns, jitterNs, loss, duplication, reordering);
    }

    public Link withJitterNs(long ns) {
        return new Link(delayNs, ns, loss, duplication, reordering);
    }

    public Link withLoss(double share) {
        return new Link(delayNs, jitterNs, share, duplication, reordering);
    }

    public Link withDuplication(double share) {
        return new Link(delayNs, jitterNs, loss, share, reordering);
    }

    public Link withReordering(double share) {
        return new Link(delayNs, jitterNs, loss, duplication, share);
    }

    private static void requireShare(String name, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(name + " " + share + " is not in 0..1");
        }
    }
}
