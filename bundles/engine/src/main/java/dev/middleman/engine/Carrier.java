package dev.middleman.engine;

import dev.middleman.api.relay.Swap;
import dev.middleman.api.relay.TransportChoice;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Decides which of the transports that are there carries a middle-man, and moves it. Thread-safe; one change at a time, and
 * whoever asks for it waits. Before {@link #begin} it only takes note of what is offered.
 */
final class Carrier implements TransportChoice {
    private static final Comparator<Offer> BEST_FIRST =
            Comparator.comparingInt(Offer::ranking).reversed().thenComparingLong(Offer::id);

    private final MiddlemanEngine engine;
    private final List<Offer> offers = new ArrayList<>();
    private boolean begun;
    private Transport wished;
    private Swap last;

    /** A transport as its service is registered: the higher ranking is better, then the older one. */
    private record Offer(Transport transport, int ranking, long id) {}

    Carrier(MiddlemanEngine engine) {
        this.engine = engine;
    }

    /** @throws TransportException when it ranks highest but cannot serve; the former one goes on then, if there was one */
    synchronized void offer(Transport transport, int ranking, long id) throws TransportException {
        offers.removeIf(offer -> offer.transport() == transport);
        Offer offer = new Offer(transport, ranking, id);
        offers.add(offer);
        offers.sort(BEST_FIRST);
        if (begun && wished == null && offers.get(0) == offer) {
            serveOn(transport);
        } else {
            serve();
        }
    }

    /**
     * Takes back an offer. While this call lasts the transport still works, so that another one can take over from it.
     *
     * @throws TransportException when the best of those that are left cannot serve
     */
    synchronized void withdraw(Transport leaving) throws TransportException {
        offers.removeIf(offer -> offer.transport() == leaving);
        if (wished == leaving) {
            wished = null;
        }
        try {
            serve();
        } catch (TransportException | RuntimeException notBeside) {
            // The ports may be free for another one only when this one has left them.
            engine.lose(leaving);
            serve();
        } finally {
            engine.lose(leaving);
        }
    }

    /** @throws TransportException when there are transports, but none can serve */
    synchronized void begin() throws TransportException {
        begun = true;
        serve();
    }

    synchronized void end() {
        begun = false;
    }

    synchronized boolean serves() {
        return engine.transport().isPresent();
    }

    /** Puts the engine on the transport that was asked for, or on the best one that works. */
    private void serve() throws TransportException {
        if (!begun || offers.isEmpty()) {
            return;
        }
        if (wished != null) {
            serveOn(wished);
            return;
        }
        TransportException first = null;
        for (Offer offer : offers) {
            try {
                serveOn(offer.transport());
                return;
            } catch (TransportException failed) {
                first = first == null ? failed : first;
            }
        }
        throw first;
    }

    private Optional<Swap> serveOn(Transport transport) throws TransportException {
        Optional<Swap> swap = engine.use(transport);
        last = swap.orElse(last);
        return swap;
    }

    @Override
    public synchronized List<String> offered() {
        return offers.stream().map(offer -> offer.transport().name()).toList();
    }

    @Override
    public synchronized Optional<String> inUse() {
        return engine.transport().map(Transport::name);
    }

    @Override
    public synchronized Optional<Swap> use(String name) throws TransportException {
        Transport former = wished;
        wished = offers.stream()
                .map(Offer::transport)
                .filter(transport -> transport.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("transport \"" + name + "\" is not one of " + offered()));
        try {
            return serveOn(wished);
        } catch (TransportException | RuntimeException failed) {
            wished = former;
            throw failed;
        }
    }

    @Override
    public synchronized Optional<Swap> last() {
        return Optional.ofNullable(last);
    }
}
