package dev.middleman.ka.server;

import dev.middleman.wire.id.Octets;

/** Whoever is looked up: registered here, or at another member of the cluster. Lives in turns. */
interface Target {
    /** @param blob the caller's */
    void offer(Octets iid, Octets blob, long expiresNs);

    /** Whether the offer stands. */
    boolean isOpen(Octets iid);

    /** Takes an offer back; nothing happens where none stands. */
    void withdraw(Octets iid);
}
