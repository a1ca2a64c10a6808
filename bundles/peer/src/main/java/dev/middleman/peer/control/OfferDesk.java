package dev.middleman.peer.control;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Ask;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.Status;
import dev.middleman.peer.CallException;
import dev.middleman.peer.CallException.Reason;
import dev.middleman.peer.seal.Blobs;
import dev.middleman.peer.seal.NotAuthenticException;
import dev.middleman.wire.WireException;
import dev.middleman.wire.control.Inbox;
import dev.middleman.wire.control.Line;
import dev.middleman.wire.control.Offer;
import dev.middleman.wire.control.TargetAnswer;
import dev.middleman.wire.id.Octets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Answers the offers of an inbox, each of them once. Thread-safe.
 */
public final class OfferDesk {
    /** How many offers are remembered, so that a notification that comes again asks nobody twice. */
    private static final int MAX_REMEMBERED = 256;

    private static final int TRIES = 3;

    /** Decides, and takes what comes of it. Called on the threads of the KA server's association. */
    public interface Decider {
        /** Whether the line is wanted. */
        CompletionStage<Boolean> wants(Offer offer);

        /** An accepted offer became an introduction. */
        void introduced(Offer offer, Introduced introduced);

        /** An accepted offer came to nothing. */
        void failed(CallException why);
    }

    private final PeerContext peer;
    private final Decider decider;
    private final Set<Octets> remembered = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Octets, Boolean> eldest) {
            return size() > MAX_REMEMBERED;
        }
    });

    public OfferDesk(PeerContext peer, Decider decider) {
        this.peer = peer;
        this.decider = decider;
    }

    /** @param link the KA server whose inbox it is */
    public void onInbox(KaLink link, Inbox inbox) {
        for (Offer offer : inbox.offers()) {
            if (isNew(offer)) {
                decider.wants(offer).whenComplete((wanted, failed) -> answer(link, offer, Boolean.TRUE.equals(wanted)));
            }
        }
    }

    private boolean isNew(Offer offer) {
        synchronized (remembered) {
            return remembered.add(offer.iid());
        }
    }

    private void answer(KaLink link, Offer offer, boolean wanted) {
        if (!wanted) {
            send(link, offer, new TargetAnswer(false, Octets.EMPTY, peer.families(), peer.latch()), 1);
            return;
        }
        try {
            Blobs.Answered answered = Blobs.Answered.to(
                    offer.blob(), peer.realmId(), peer.identity().keyPair(), peer.mode());
            TargetAnswer yes = new TargetAnswer(true, answered.sealedBlob(), peer.families(), peer.latch());
            send(link, offer, yes, 1).whenComplete((answer, failed) -> {
                if (failed == null) {
                    onAnswer(offer, answered, answer);
                } else {
                    decider.failed(new CallException(Reason.NO_SERVER, "the KA server does not answer"));
                }
            });
        } catch (NotAuthenticException e) {
            // Not a caller of this library: the refusal is what it gets for it.
            answer(link, offer, false);
        }
    }

    private CompletionStage<Answer> send(KaLink link, Offer offer, TargetAnswer answer, int attempt) {
        String path = "/x/" + offer.iid().toBase64Url();
        return link.ask(Ask.of(Method.POST, path, answer.encode()))
                .handle((got, failed) -> {
                    if (failed != null && attempt < TRIES) {
                        return send(link, offer, answer, attempt + 1);
                    }
                    return failed == null
                            ? CompletableFuture.completedStage(got)
                            : CompletableFuture.<Answer>failedStage(failed);
                })
                .thenCompose(stage -> stage);
    }

    private void onAnswer(Offer offer, Blobs.Answered answered, Answer answer) {
        if (answer.status() != Status.CHANGED) {
            Reason reason = answer.status() == Status.UNAVAILABLE ? Reason.NO_MIDDLEMAN : Reason.REFUSED;
            decider.failed(new CallException(reason, "the KA server answered " + answer.status()));
            return;
        }
        try {
            Line line = Line.parse(answer.payload());
            if (line.role() == Line.TARGET && line.mode() == peer.latch()) {
                decider.introduced(offer, Introduced.by(line, answered.secret()));
            } else {
                decider.failed(
                        new CallException(Reason.REFUSED, "the KA server introduced in a way that was not offered"));
            }
        } catch (WireException e) {
            decider.failed(new CallException(Reason.REFUSED, "the KA server's line cannot be read"));
        }
    }
}
