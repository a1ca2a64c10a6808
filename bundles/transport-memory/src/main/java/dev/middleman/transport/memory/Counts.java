package dev.middleman.transport.memory;

/** What became of the datagrams of a network. Written on the stepping thread, read when no step runs. */
public final class Counts {
    private long sent;
    private long delivered;
    private long lost;
    private long duplicated;
    private long filtered;
    private long unroutable;

    /** Datagrams that entered the network; a train counts once. */
    public long sentTotal() {
        return sent;
    }

    /** Datagrams that reached a socket or a lane, duplicates included. */
    public long deliveredTotal() {
        return delivered;
    }

    /** Datagrams that a line lost or a cut stopped. */
    public long lostTotal() {
        return lost;
    }

    /** Additional copies that lines made. */
    public long duplicatedTotal() {
        return duplicated;
    }

    /** Datagrams that a NAT turned away. */
    public long filteredTotal() {
        return filtered;
    }

    /** Datagrams to an endpoint where nobody was, or where the queue was full. */
    public long unroutableTotal() {
        return unroutable;
    }

    void sent() {
        sent++;
    }

    void delivered() {
        delivered++;
    }

    void lost() {
        lost++;
    }

    void duplicated() {
        duplicated++;
    }

    void filtered() {
        filtered++;
    }

    void unroutable() {
        unroutable++;
    }
}
