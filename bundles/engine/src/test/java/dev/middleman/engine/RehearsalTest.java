package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.Burst;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Played on lanes that deliver at once what they send themselves, and something from a stranger with it. */
@Timeout(30)
class RehearsalTest {
    private static final Endpoint LOCAL = Endpoint.ofIp4(0x7f00_0001, 0);
    private static final Endpoint STRANGER = Endpoint.ofIp4(0x0808_0808, 4_000);
    private static final LaneSpec SPEC =
            new LaneSpec("m/shard-0", Optional.of(LOCAL), Optional.empty(), PortPlan.listed(20_000), 1);

    private final List<String> log = new ArrayList<>();
    private int echoes;

    private final class LoopedTransport implements Transport {
        private final String name;
        private int open;

        LoopedTransport(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Lane open(LaneSpec spec, BurstHandler handler) throws TransportException {
            if (name.equals("broken")) {
                throw new TransportException("no port is free");
            }
            assertThat(spec.ports().count()).isPositive();
            log.add(name + (spec.beside() ? " beside" : " alone"));
            open++;
            return new LoopedLane(this, handler);
        }
    }

    private final class LoopedLane extends WillingLane {
        private final LoopedTransport transport;
        private final BurstHandler handler;
        private boolean closed;

        LoopedLane(LoopedTransport transport, BurstHandler handler) {
            this.transport = transport;
            this.handler = handler;
        }

        @Override
        public int[] ports() {
            return IntStream.range(30_000, 30_128).toArray();
        }

        @Override
        public boolean execute(Runnable command) {
            command.run();
            return true;
        }

        @Override
        public boolean sendKnock(int localPort, long high, long low, int port, byte[] frame) {
            assertThat(new Endpoint(high, low, 0)).isEqualTo(LOCAL);
            handler.onBurst(new OneFrom(STRANGER));
            OneFrom own = new OneFrom(LOCAL.withPort(localPort));
            for (own.forwarded = true; own.forwarded; ) {
                own.forwarded = false;
                handler.onBurst(own);
                echoes++;
            }
            return true;
        }

        @Override
        public void close() {
            transport.open -= closed ? 0 : 1;
            closed = true;
        }
    }

    private static final class OneFrom implements Burst {
        private final Endpoint source;
        private boolean forwarded;

        OneFrom(Endpoint source) {
            this.source = source;
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public int localPort(int i) {
            return 30_000;
        }

        @Override
        public long sourceHigh(int i) {
            return source.high();
        }

        @Override
        public long sourceLow(int i) {
            return source.low();
        }

        @Override
        public int sourcePort(int i) {
            return source.port();
        }

        @Override
        public int length(int i) {
            return KNOCK_BYTES;
        }

        @Override
        public int segments(int i) {
            return 1;
        }

        @Override
        public long sidOf(int i) {
            return 0;
        }

        @Override
        public void copyKnock(int i, byte[] into) {}

        @Override
        public void forward(int i, int localPort, long high, long low, int port) {
            assertThat(source).as("a stranger gets silence").isNotEqualTo(STRANGER);
            forwarded = true;
        }
    }

    @Test
    void shouldSwapToAndFroWithTrafficAndLeaveNothing() {
        LoopedTransport one = new LoopedTransport("one");
        LoopedTransport other = new LoopedTransport("other");
        new Rehearsal(SPEC).play(one, other);
        assertThat(log).startsWith("one alone", "other beside", "one beside").endsWith("one beside");
        assertThat(echoes).isGreaterThan(1_000);
        assertThat(one.open).isZero();
        assertThat(other.open).isZero();
    }

    @Test
    void shouldLeaveNothingWhenItCannotBePlayed() {
        LoopedTransport one = new LoopedTransport("one");
        new Rehearsal(SPEC).play(one, new LoopedTransport("broken"));
        assertThat(one.open).isZero();
    }
}
