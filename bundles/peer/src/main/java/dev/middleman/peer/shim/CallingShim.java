package dev.middleman.peer.shim;

import dev.middleman.peer.CallOptions;
import dev.middleman.peer.CloseReason;
import dev.middleman.peer.Line;
import dev.middleman.peer.Peer;
import dev.middleman.peer.Shim;
import dev.middleman.peer.ShimCounters;
import dev.middleman.peer.control.CallAgain;
import dev.middleman.wire.id.Pid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The caller's shim: one local socket, one line at a time under it.
 *
 * <p>Threading: the program's datagrams come on the shim's thread, the line's on the thread of its socket; which line
 * and which program it is, both read from volatile fields.
 */
public final class CallingShim implements Shim {
    private final CallAgain again;
    private final ShimLoop loop;
    private final DatagramChannel socket;
    private final int localPort;
    private final ShimTally tally = new ShimTally();
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    private volatile Line line;
    private volatile InetSocketAddress program;

    private CallingShim(Peer peer, Pid to, CallOptions options, InetSocketAddress local, Line first)
            throws IOException {
        this.again = new CallAgain(peer, to, options, "m2-shim-time");
        this.loop = new ShimLoop("m2-shim-calling");
        try {
            this.socket = loop.open(local, this::onProgram);
            this.localPort = ((InetSocketAddress) socket.getLocalAddress()).getPort();
        } catch (IOException e) {
            loop.close();
            again.close();
            throw e;
        }
        use(first);
    }

    /** See {@link Shim#calling}. */
    public static CompletionStage<Shim> start(Peer peer, Pid to, CallOptions options, InetSocketAddress local) {
        return peer.call(to, options).thenApply(line -> {
            try {
                return new CallingShim(peer, to, options, local, line);
            } catch (IOException e) {
                line.close();
                throw new UncheckedIOException("the local address cannot be bound", e);
            }
        });
    }

    @Override
    public int localPort() {
        return localPort;
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
        end(CloseReason.LOCAL);
    }

    private void end(CloseReason reason) {
        if (closed.complete(reason)) {
            again.close();
            loop.close();
            line.close();
        }
    }

    private void onProgram(InetSocketAddress from, ByteBuffer datagram) {
        program = from;
        (line.send(datagram) ? tally.fromProgram : tally.dropped).increment();
    }

    private void onLine(Line from, ByteBuffer datagram) {
        InetSocketAddress to = program;
        try {
            if (to != null && from == line && socket.send(datagram, to) >= 0) {
                tally.toProgram.increment();
                return;
            }
        } catch (IOException e) {
            // the program is gone, or the shim is
        }
        tally.dropped.increment();
    }

    private void use(Line next) {
        Line before = line;
        line = next;
        tally.lines.increment();
        if (before != null) {
            tally.replaced.increment();
            before.close();
        }
        next.receive(this::onLine);
        next.closed().thenAccept(reason -> onEnded(next, reason));
        if (closed.isDone()) {
            next.close();
        }
    }

    private void onEnded(Line ended, CloseReason reason) {
        if (ended == line && !closed.isDone() && reason != CloseReason.LOCAL) {
            again.replace(ended, this::use, () -> end(reason));
        }
    }
}
