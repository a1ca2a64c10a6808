package dev.middleman.peer;

import dev.middleman.api.control.ControlException;
import dev.middleman.peer.CallException.Reason;
import dev.middleman.peer.control.AnswerException;
import dev.middleman.peer.control.Introduced;
import dev.middleman.peer.control.KaLink;
import dev.middleman.peer.control.OfferDesk;
import dev.middleman.peer.control.PeerContext;
import dev.middleman.peer.control.Registrar;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.Inbox;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** One wish to be reachable, at every KA server that should know. Thread-safe. */
final class Registrations implements Registration, Registrar.Events, OfferDesk.Decider {
    private final PeerContext context;
    private final Accept accept;
    private final OfferHandler handler;
    private final BiFunction<Introduced, Optional<Long>, CompletionStage<Line>> opener;
    private final Chains chains;
    private final OfferDesk desk;
    private final CompletableFuture<Registration> ready = new CompletableFuture<>();
    private final Set<Registrar> refused = new HashSet<>();
    private List<Registrar> registrars = List.of();
    private Runnable ended = () -> {};

    Registrations(
            PeerContext context,
            Accept accept,
            OfferHandler handler,
            BiFunction<Introduced, Optional<Long>, CompletionStage<Line>> opener,
            Chains chains) {
        this.context = context;
        this.accept = accept;
        this.handler = handler;
        this.opener = opener;
        this.chains = chains;
        this.desk = new OfferDesk(context, this);
    }

    /** @param whenEnded called once, when there is nothing left to take back */
    CompletionStage<Registration> start(List<KaLink> links, Runnable whenEnded) {
        SecureRandom random = new SecureRandom();
        List<Registrar> started = links.stream()
                .map(link -> new Registrar(context, link, accept, this, random))
                .toList();
        synchronized (this) {
            registrars = started;
            ended = whenEnded;
        }
        started.forEach(Registrar::start);
        return ready;
    }

    @Override
    public int servers() {
        return (int) all().stream().filter(Registrar::isRegistered).count();
    }

    @Override
    public void close() {
        takeBack();
    }

    /** Closes, and tells when the servers know. */
    CompletableFuture<Void> takeBack() {
        Runnable whenEnded;
        synchronized (this) {
            whenEnded = ended;
        }
        whenEnded.run();
        return CompletableFuture.allOf(all().stream()
                .map(registrar -> registrar.close().toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    @Override
    public void registered(Registrar registrar) {
        ready.complete(this);
    }

    @Override
    public void failed(Registrar registrar, Throwable why) {
        boolean none;
        synchronized (this) {
            refused.add(registrar);
            none = refused.size() == registrars.size();
        }
        if (none && ready.completeExceptionally(asCallException(why))) {
            close();
        }
    }

    @Override
    public void inbox(Registrar registrar, Inbox inbox) {
        desk.onInbox(registrar.link(), inbox);
    }

    @Override
    public CompletionStage<Boolean> wants(dev.middleman.wire.control.Offer offer) {
        if (accept == Accept.OPEN) {
            return CompletableFuture.completedFuture(true);
        }
        try {
            return handler.offered(new Offer(offer.expires(), chains.find(offer.blob())));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e); // refused, and the other offers are looked at
        }
    }

    @Override
    public void introduced(dev.middleman.wire.control.Offer offer, Introduced introduced) {
        OptionalLong replaced = chains.find(offer.blob());
        Optional<Long> chain = replaced.isPresent() ? Optional.of(replaced.getAsLong()) : Optional.empty();
        opener.apply(introduced, chain).whenComplete((line, failed) -> {
            if (failed == null) {
                handler.connected(line);
            } else {
                handler.failed(asCallException(failed));
            }
        });
    }

    @Override
    public void failed(CallException why) {
        handler.failed(why);
    }

    private synchronized List<Registrar> all() {
        return registrars;
    }

    private static CallException asCallException(Throwable failed) {
        if (failed instanceof CallException known) {
            return known;
        }
        if (failed instanceof AnswerException refused) {
            int retry = refused.answer().maxAgeSeconds();
            return new CallException(Reason.REFUSED, refused.getMessage(), retry);
        }
        boolean wrongKey = failed instanceof ControlException e && e.reason() == ControlException.Reason.WRONG_KEY;
        return new CallException(
                Reason.NO_SERVER, wrongKey ? "the KA server's key is not the pinned one" : "no KA server answers");
    }
}
