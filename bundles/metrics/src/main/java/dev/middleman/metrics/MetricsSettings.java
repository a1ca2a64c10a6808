package dev.middleman.metrics;

import dev.middleman.wire.IpText;
import dev.middleman.wire.WireException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Everything that the endpoint is told, validated.
 *
 * @param bind where to answer
 * @param port TCP, 0 to 65,535; 0 lets the system choose
 */
record MetricsSettings(InetAddress bind, int port) {

    /** @throws IllegalArgumentException when something cannot be used; names the setting, the value and what would fit */
    static MetricsSettings of(MetricsConfig config) {
        InetAddress bind = address(config.bind());
        if (!bind.isLoopbackAddress() && !config.allowRemote()) {
            throw new IllegalArgumentException(
                    "bind " + config.bind() + " is not on loopback, and whoever reaches it could"
                            + " read the totals: bind = 127.0.0.1, or allowRemote = true");
        }
        if (config.port() < 0 || config.port() > 65_535) {
            throw new IllegalArgumentException("port " + config.port() + " is not in 0..65535");
        }
        return new MetricsSettings(bind, config.port());
    }

    /** Of a literal only: a name would have to be looked up. */
    private static InetAddress address(String text) {
        try {
            var literal = IpText.parse(text.strip());
            ByteBuffer octets = literal.isIp4()
                    ? ByteBuffer.allocate(4).putInt((int) literal.low())
                    : ByteBuffer.allocate(16).putLong(literal.high()).putLong(literal.low());
            return InetAddress.getByAddress(octets.array());
        } catch (WireException | UnknownHostException notOne) {
            throw new IllegalArgumentException("bind " + text + " is not an IP address");
        }
    }

    @Override
    public String toString() {
        return "MetricsSettings[port=" + port + "]";
    }
}
