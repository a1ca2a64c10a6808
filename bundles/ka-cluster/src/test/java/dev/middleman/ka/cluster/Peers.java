package dev.middleman.ka.cluster;

import dev.middleman.api.cluster.PeerName;

/** Peers by their numbers. Stateless. */
final class Peers {
    static final int LIFETIME_SECONDS = 3_600;

    private Peers() {}

    static PeerName name(int number) {
        return new PeerName(new byte[PeerName.REALM_BYTES], 0x2001_0db8L, number);
    }

    /** Shows itself there. */
    static void show(int number, Member member) {
        member.announce(name(number), LIFETIME_SECONDS);
    }
}
