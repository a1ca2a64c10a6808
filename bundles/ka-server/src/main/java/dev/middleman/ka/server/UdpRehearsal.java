package dev.middleman.ka.server;

import dev.middleman.api.net.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Plays both peers with two sockets of its own. It has no thread: the agenda looks after the sockets every few
 * milliseconds for as long as it takes, two seconds at most. Lives in turns.
 */
final class UdpRehearsal implements Rehearsal {
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int ADDRESS_BYTES = 16;

    private final Agenda agenda;
    private final Endpoint local;

    /** @param local where the server serves; a wildcard lets the system choose for each middle-man */
    UdpRehearsal(Agenda agenda, Endpoint local) {
        this.agenda = agenda;
        this.local = local;
    }

    @Override
    public void play(Part a, Part b, Consumer<Boolean> done) {
        try {
            Understudy one = new Understudy(open(a.at()), a);
            try {
                Understudy other = new Understudy(open(b.at()), b);
                if (one.isAtHome()) {
                    finish(one, other, true, done); // a middle-man on this very machine takes nothing from it
                } else {
                    poll(one, other, agenda.nowNs() + LIMIT_NS, done);
                }
            } catch (IOException e) {
                one.close();
                throw e;
            }
        } catch (IOException e) {
            done.accept(false);
        }
    }

    private void poll(Understudy one, Understudy other, long endNs, Consumer<Boolean> done) {
        long nowNs = agenda.nowNs();
        one.poll(nowNs);
        other.poll(nowNs);
        if (one.isLatched() && other.isLatched()) {
            one.speak(nowNs);
            other.speak(nowNs);
        }
        if (one.heard(other) && other.heard(one)) {
            finish(one, other, true, done);
        } else if (nowNs >= endNs) {
            finish(one, other, false, done);
        } else {
            agenda.may(POLL_NS, () -> poll(one, other, endNs, done));
        }
    }

    private static void finish(Understudy one, Understudy other, boolean well, Consumer<Boolean> done) {
        one.close();
        other.close();
        done.accept(well);
    }

    private DatagramChannel open(Endpoint to) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.configureBlocking(false);
            boolean chosen = (local.high() != 0 || local.low() != 0) && !local.sameAddress(Endpoint.ofIp4(0, 0));
            if (chosen && local.isIp4() == to.isIp4()) {
                channel.bind(new InetSocketAddress(address(local), 0));
            }
            channel.connect(new InetSocketAddress(address(to), to.port()));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static InetAddress address(Endpoint endpoint) throws UnknownHostException {
        // an IPv4-mapped address comes out as IPv4
        return InetAddress.getByAddress(ByteBuffer.allocate(ADDRESS_BYTES)
                .putLong(endpoint.high())
                .putLong(endpoint.low())
                .array());
    }
}
