package dev.middleman.ka.server;

import dev.middleman.api.cluster.ClusterHome;
import dev.middleman.api.cluster.Letter;
import dev.middleman.wire.id.Octets;

/** Takes what other members of the cluster say into turns, and to the desk that it is about. Thread-safe. */
final class Home implements ClusterHome {
    private final Means means;
    private final Realms realms;

    Home(Means means, Realms realms) {
        this.means = means;
        this.realms = realms;
    }

    @Override
    public void deliver(long member, Letter letter) {
        if (!means.agenda().offer(() -> take(member, letter))) {
            means.neighbours().untaken();
        }
    }

    private void take(long member, Letter letter) {
        if (letter instanceof Letter.Offer offer) {
            realms.of(Octets.of(offer.to().realm())).farCallers().offered(member, offer);
        } else if (letter instanceof Letter.Retraction retraction) {
            realms.ofVisit(Octets.of(letter.id())).ifPresent(far -> far.retracted(member, retraction));
        } else if (letter instanceof Letter.Consent consent) {
            realms.ofOffer(Octets.of(letter.id())).consented(member, consent);
        } else if (letter instanceof Letter.Outcome outcome) {
            realms.ofVisit(Octets.of(letter.id())).ifPresent(far -> far.outcome(member, outcome));
        }
    }

    /** Tells a cluster that has just been joined of everyone who is registered. */
    void announceAll() {
        means.agenda().turn(realms::announce);
    }
}
