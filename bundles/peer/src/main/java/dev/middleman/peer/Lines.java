package dev.middleman.peer;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.peer.line.Leg;
import dev.middleman.peer.line.LineSocket;
import dev.middleman.peer.line.RealTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A peer's lines and the sockets that carry them: as few as will do. One socket serves every line that finds a free port
 * of its middle-man; another one is opened for those that do not.
 *
 * <p>Thread-safe.
 */
final class Lines implements AutoCloseable {
    private static final int MAX_SOCKETS = 16;
    private static final int MAX_HANDSHAKES = 32;
    private static final int MAX_WAITING_HANDSHAKES = 256;
    private static final int MAX_SEEN = 1_024;

    private final Optional<Endpoint> bind;
    private final RealTime time;
    private final Families families;
    private final List<LineSocket> sockets = new ArrayList<>();
    private final Set<PeerLine> live = ConcurrentHashMap.newKeySet();
    private final Set<Endpoint> seenBefore = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor handshakes = handshakeThreads();

    Lines(Optional<Endpoint> bind, RealTime time) {
        this.bind = bind;
        this.time = time;
        this.families = bind.map(e -> e.isIp4() ? Families.IP4 : Families.IP6).orElseGet(LocalFamilies::find);
    }

    Families families() {
        return families;
    }

    RealTime time() {
        return time;
    }

    Executor handshakes() {
        return handshakes;
    }

    /** @throws CallException when no socket can be opened */
    PeerLine open(LineSetup setup) throws CallException {
        PeerLine line = new PeerLine(this, setup);
        live.add(line);
        try {
            line.start(socketFor(line));
            return line;
        } catch (IOException e) {
            live.remove(line);
            throw new CallException(CallException.Reason.NO_LINE, "no local socket for the line");
        }
    }

    /** A line found every port taken. */
    boolean startElsewhere(PeerLine line) {
        try {
            line.start(socketFor(line));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    void forget(PeerLine line) {
        live.remove(line);
        line.seen().forEach(this::note);
    }

    Set<Endpoint> seen() {
        Set<Endpoint> all = new HashSet<>(seenBefore);
        live.forEach(line -> all.addAll(line.seen()));
        return all;
    }

    @Override
    public void close() {
        live.forEach(PeerLine::close);
        handshakes.shutdownNow();
        synchronized (sockets) {
            sockets.forEach(LineSocket::close);
        }
    }

    private void note(Endpoint endpoint) {
        if (seenBefore.size() < MAX_SEEN) {
            seenBefore.add(endpoint);
        }
    }

    private LineSocket socketFor(PeerLine line) throws IOException {
        Leg leg = line.setup().leg();
        synchronized (sockets) {
            for (LineSocket candidate : sockets) {
                if (line.fits(candidate, leg)) {
                    return candidate;
                }
            }
            if (sockets.size() >= MAX_SOCKETS) {
                throw new IOException("more than " + MAX_SOCKETS + " sockets would be needed");
            }
            LineSocket opened = LineSocket.open(bind, "m2-lines-" + sockets.size());
            sockets.add(opened);
            return opened;
        }
    }

    private static ThreadPoolExecutor handshakeThreads() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                MAX_HANDSHAKES,
                MAX_HANDSHAKES,
                5,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING_HANDSHAKES),
                task -> {
                    Thread thread = new Thread(task, "m2-handshake-" + number.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
