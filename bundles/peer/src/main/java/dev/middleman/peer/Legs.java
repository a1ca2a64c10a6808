package dev.middleman.peer;

import dev.middleman.api.net.Endpoint;
import dev.middleman.peer.line.Leg;
import dev.middleman.peer.line.LegEvents;
import dev.middleman.peer.line.LegLine;
import dev.middleman.peer.line.LineSocket;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;

/**
 * The legs of one line, one at each of its middle-men, all on one socket. What is sent goes through the first at which
 * both peers are latched; when that one ends, through the next. What arrives at any of them is the line's: the other peer
 * may have chosen another one.
 *
 * <p>Changes come on the thread of the socket; {@link #send} and everything that only reads may be called from any.
 */
final class Legs implements LegEvents {
    /** Told on the thread of the socket; when that takes nothing any more, on the one that wanted to start. */
    interface Events {
        /** One leg is latched. */
        void latched();

        /** Datagrams pass through one middle-man at least. */
        void ready();

        /** @param datagram lent for this call */
        void payload(ByteBuffer datagram);

        /** No leg is left; why the last one ended. */
        void ended(CloseReason reason);
    }

    private final Events events;
    private volatile LineSocket socket;
    private volatile List<CompletableFuture<LegLine>> opening = List.of();
    private volatile LegLine current;
    private int left;

    Legs(Events events) {
        this.events = events;
    }

    /** Begins to knock at every middle-man; again on another socket, when all have ended. */
    void start(LineSocket on, List<Leg> fresh) {
        boolean taken = on.execute(() -> {
            socket = on;
            left = fresh.size();
            opening = fresh.stream()
                    .map(leg -> on.open(leg, this).toCompletableFuture())
                    .toList();
            opening.forEach(one -> one.whenComplete((leg, failed) -> {
                if (failed != null) {
                    gone(CloseReason.NO_ANSWER);
                }
            }));
        });
        if (!taken) {
            events.ended(CloseReason.NO_ANSWER);
        }
    }

    boolean send(ByteBuffer datagram) {
        LegLine through = current;
        return through != null && through.send(datagram);
    }

    /** Says goodbye at every middle-man. On the thread of the socket. */
    void end() {
        LineSocket on = socket;
        opening.forEach(one -> one.thenAccept(on::endLeg));
    }

    /** Where datagrams go now, or will go to when the other peer is there. */
    Optional<Endpoint> target() {
        return Optional.ofNullable(current).flatMap(LegLine::target).or(() -> opened().stream()
                .filter(leg -> leg.closed().isEmpty())
                .flatMap(leg -> leg.target().stream())
                .findFirst());
    }

    /** Through how many middle-men datagrams can pass. */
    int ready() {
        return (int) opened().stream().filter(Legs::passes).count();
    }

    Set<Endpoint> seen() {
        Set<Endpoint> all = new HashSet<>();
        opened().forEach(leg -> all.addAll(leg.seen()));
        return all;
    }

    long sum(ToLongFunction<LegLine> counter) {
        return opened().stream().mapToLong(counter).sum();
    }

    @Override
    public void changed(LegLine leg) {
        if (leg.closed().isPresent()) {
            if (leg == current) {
                current = opened().stream().filter(Legs::passes).findFirst().orElse(null);
            }
            gone(leg.closed().get());
        } else if (leg.isReady()) {
            if (current == null) {
                current = leg;
            }
            events.ready();
        } else if (leg.target().isPresent()) {
            events.latched();
        }
    }

    @Override
    public void payload(LegLine leg, ByteBuffer datagram) {
        events.payload(datagram);
    }

    private void gone(CloseReason reason) {
        if (--left == 0) {
            events.ended(reason);
        }
    }

    private static boolean passes(LegLine leg) {
        return leg.isReady() && leg.closed().isEmpty();
    }

    private List<LegLine> opened() {
        return opening.stream()
                .filter(one -> one.isDone() && !one.isCompletedExceptionally())
                .map(CompletableFuture::join)
                .toList();
    }
}
