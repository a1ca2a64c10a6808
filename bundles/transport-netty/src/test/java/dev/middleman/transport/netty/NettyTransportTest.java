package dev.middleman.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.Burst;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.TransportException;
import io.netty.channel.IoHandlerFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NettyTransportTest {
    private static final Endpoint LOOPBACK6 = new Endpoint(0, 1, 0);
    private static final Endpoint LOOPBACK = Endpoint.ofIp4(0x7f00_0001, 0);
    private static final BurstHandler DROP = new BurstHandler() {
        @Override
        public void onBurst(Burst burst) {
            // Dropped.
        }

        @Override
        public void onSendFailed(int datagrams) {
            throw new AssertionError("nothing was sent");
        }
    };

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1_025})
    void shouldRefuseABurstOutsideItsRangeAndSayWhich(int burst) {
        assertThatThrownBy(() -> new NettyTransport(new NioSockets(), burst))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Integer.toString(burst))
                .hasMessageContaining("1..1024");
    }

    @Test
    void shouldCloseItsLanesAndOpenNoMoreWhenItStops() throws TransportException {
        NettyTransport transport = new NettyTransport(new NioSockets(), 1);
        Lane lane = transport.open(spec(PortPlan.ephemeral(2)), DROP);
        assertThat(transport.directBytes()).isPositive();

        transport.close();

        assertThat(lane.execute(() -> {})).isFalse();
        assertThatThrownBy(() -> transport.open(spec(PortPlan.ephemeral(1)), DROP))
                .isInstanceOf(TransportException.class);
        assertThat(transport.directBytes()).isZero();
        try (NettyTransport next = new NettyTransport(new NioSockets(), 1)) {
            assertThat(next.open(spec(PortPlan.listed(lane.ports())), DROP).ports())
                    .containsExactly(lane.ports());
        }
    }

    @Test
    void shouldGiveThePortsBackWhenTheEventLoopDoesNotStart() throws TransportException {
        int[] ports;
        try (NettyTransport transport = new NettyTransport(new NioSockets(), 1)) {
            ports = transport.open(spec(PortPlan.ephemeral(2)), DROP).ports();
        }
        assertThatThrownBy(() -> new NettyTransport(new Loopless(), 1).open(spec(PortPlan.listed(ports)), DROP))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("netty-test");
        try (NettyTransport transport = new NettyTransport(new NioSockets(), 1)) {
            assertThat(transport.open(spec(PortPlan.listed(ports)), DROP).ports())
                    .containsExactly(ports);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.255", "2001:db8:8000::fffe", "::1", "::", "255.255.255.255"})
    void shouldTurnAddressesIntoNumbersAndBack(String literal) throws Exception {
        InetAddress address = InetAddress.getByName(literal);
        long high = IpAddresses.high(address.getAddress());
        long low = IpAddresses.low(address.getAddress());

        assertThat(IpAddresses.of(high, low)).isEqualTo(address);
        assertThat(Endpoint.isIp4(high, low)).isEqualTo(address.getAddress().length == 4);
    }

    @Test
    void shouldTryAnotherPortWhenTheSystemsChoiceIsTakenInTheOtherFamily() throws TransportException {
        Refusing sockets = new Refusing("Address already in use", 5);
        try (NettyTransport transport = new NettyTransport(sockets, 1)) {
            assertThat(transport.open(spec(LOOPBACK6), DROP).ports()).hasSize(1);
        }
        assertThat(sockets.left).isZero();
    }

    @Test
    void shouldNotTryAgainWhatAnotherPortDoesNotMend() throws TransportException {
        Refusing sockets = new Refusing("Cannot assign requested address", 5);
        try (NettyTransport transport = new NettyTransport(sockets, 1)) {
            assertThatThrownBy(() -> transport.open(spec(LOOPBACK6), DROP))
                    .isInstanceOf(TransportException.class)
                    .hasMessageContaining("IPv6")
                    .hasMessageContaining("Cannot assign requested address");
            assertThat(sockets.left).as("refusals that nobody asked for").isEqualTo(4);
            assertThat(transport
                            .open(spec(PortPlan.listed(sockets.lastIp4)), DROP)
                            .ports())
                    .as("the other family's port is free again")
                    .containsExactly(sockets.lastIp4);
        }
    }

    private static LaneSpec spec(Endpoint ip6) {
        return new LaneSpec("netty-test", Optional.of(LOOPBACK), Optional.of(ip6), PortPlan.ephemeral(1), 1 << 16);
    }

    private static LaneSpec spec(PortPlan ports) {
        return new LaneSpec("netty-test", Optional.of(LOOPBACK), Optional.empty(), ports, 1 << 16);
    }

    /** As on a system that is out of file descriptors. */
    private static final class Loopless extends RealSockets {
        @Override
        public IoHandlerFactory ioHandlers() {
            throw new IllegalStateException("on purpose");
        }
    }

    /** Refuses to bind IPv6 for so many times. */
    private static final class Refusing extends RealSockets {
        private final String reason;
        int left;
        int lastIp4;

        Refusing(String reason, int times) {
            this.reason = reason;
            left = times;
        }

        @Override
        public UdpSocket bind(Endpoint address, int port, LaneSpec spec) throws IOException {
            if (!address.isIp4() && left > 0) {
                left--;
                throw new BindException(reason);
            }
            UdpSocket socket = super.bind(address, port, spec);
            lastIp4 = address.isIp4() ? socket.port() : lastIp4;
            return socket;
        }
    }

    private static class RealSockets implements Sockets {
        private final Sockets real = new NioSockets();

        @Override
        public String name() {
            return real.name();
        }

        @Override
        public IoHandlerFactory ioHandlers() {
            return real.ioHandlers();
        }

        @Override
        public UdpSocket bind(Endpoint address, int port, LaneSpec spec) throws IOException {
            return real.bind(address, port, spec);
        }
    }
}
