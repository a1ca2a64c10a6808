package dev.middleman.peer.shim;

import dev.middleman.peer.CloseReason;
import dev.middleman.peer.Line;
import dev.middleman.peer.LineState;
import dev.middleman.peer.Shim;
import dev.middleman.peer.ShimCounters;
import dev.middleman.peer.line.RealTime;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/**
 * The called peer's shim: a local socket for each caller, all of them talking to one program.
 *
 * <p>Threading: the map of sockets has a lock; datagrams take none. A caller whose line ended keeps its socket for a
 * while, so that the program sees the same address when the caller comes back through another middle-man.
 */
public final class ListeningShim implements Shim.Listening {
    /** The most callers at a time; with more, the one whose line ended first is forgotten. */
    public static final int MAX_CALLERS = 256;

    private static final long GRACE_NS = 120_000_000_000L;

    private final InetSocketAddress program;
    private final ShimLoop loop;
    private final RealTime time = new RealTime("m2-shim-time");
    private final ShimTally tally = new ShimTally();
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    private final Map<Long, Caller> callers = new LinkedHashMap<>();

    /** See {@link Shim#listening}. */
    public ListeningShim(InetSocketAddress program) throws IOException {
        this.program = program;
        this.loop = new ShimLoop("m2-shim-listening");
    }

    @Override
    public void connected(Line line) {
        Caller caller;
        try {
            synchronized (callers) {
                caller = callers.get(line.chain());
                if (caller == null) {
                    makeRoom();
                    caller = new Caller();
                    callers.put(line.chain(), caller);
                }
            }
        } catch (IOException e) {
            line.close();
            return;
        }
        caller.use(line);
        if (closed.isDone()) {
            line.close();
        }
    }

    @Override
    public int localPort() {
        return 0;
    }

    @Override
    public ShimCounters counters() {
        return tally.read();
    }

    @Override
    public CompletionStage<CloseReason> closed() {
        return closed.minimalCompletionStage();
    }

    @Override
    public void close() {
        if (closed.complete(CloseReason.LOCAL)) {
            time.close();
            loop.close();
            synchronized (callers) {
                callers.values().forEach(Caller::close);
                callers.clear();
            }
        }
    }

    /** Forgets the longest-known caller whose line has ended; refuses when every line is in use. */
    private void makeRoom() throws IOException {
        if (callers.size() < MAX_CALLERS) {
            return;
        }
        for (Iterator<Caller> all = callers.values().iterator(); all.hasNext(); ) {
            Caller candidate = all.next();
            if (candidate.isIdle()) {
                candidate.close();
                all.remove();
                return;
            }
        }
        throw new IOException("more than " + MAX_CALLERS + " callers");
    }

    private void forget(long chain, Caller caller) {
        synchronized (callers) {
            if (caller.isIdle() && callers.remove(chain, caller)) {
                caller.close();
            }
        }
    }

    /** A local socket, and the line that is under it now. */
    private final class Caller {
        private final DatagramChannel socket;
        private volatile Line line;

        Caller() throws IOException {
            boolean here = program.getAddress().isLoopbackAddress();
            socket = loop.open(new InetSocketAddress(here ? program.getAddress() : null, 0), this::onProgram);
        }

        void use(Line next) {
            Line before = line;
            line = next;
            tally.lines.increment();
            if (before != null) {
                tally.replaced.increment();
                before.close();
            }
            next.receive(this::onLine);
            next.closed().thenAccept(reason -> forgetLater(next));
        }

        /** The caller may come back through another middle-man, and shall then be the same one to the program. */
        private void forgetLater(Line ended) {
            try {
                time.after(GRACE_NS, () -> forget(ended.chain(), this));
            } catch (RejectedExecutionException e) {
                // the shim was closed
            }
        }

        boolean isIdle() {
            Line current = line;
            return current != null && current.state() == LineState.CLOSED;
        }

        void close() {
            Line current = line;
            if (current != null) {
                current.close();
            }
            try {
                socket.close();
            } catch (IOException e) {
                // nothing is left of it to close
            }
        }

        private void onProgram(InetSocketAddress from, ByteBuffer datagram) {
            Line current = line;
            boolean taken = current != null && from.equals(program) && current.send(datagram);
            (taken ? tally.fromProgram : tally.dropped).increment();
        }

        private void onLine(Line from, ByteBuffer datagram) {
            try {
                socket.send(datagram, program);
                tally.toProgram.increment();
            } catch (IOException e) {
                tally.dropped.increment();
            }
        }
    }
}
