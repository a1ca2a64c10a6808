package dev.middleman.transport.netty;

import dev.middleman.api.net.Endpoint;
import java.util.List;

/** The sockets of a lane, found by local port and family without a search. Immutable. */
final class LanePorts {
    private final int[] numbers;
    private final List<UdpSocket> all;
    private final UdpSocket[] ip4;
    private final UdpSocket[] ip6;

    /** @param ip4 empty, or one per port; likewise {@code ip6} */
    LanePorts(List<UdpSocket> ip4, List<UdpSocket> ip6) {
        List<UdpSocket> any = ip4.isEmpty() ? ip6 : ip4;
        numbers = any.stream().mapToInt(UdpSocket::port).sorted().toArray();
        all = java.util.stream.Stream.concat(ip4.stream(), ip6.stream()).toList();
        this.ip4 = byPort(ip4);
        this.ip6 = byPort(ip6);
    }

    int[] numbers() {
        return numbers.clone();
    }

    List<UdpSocket> all() {
        return all;
    }

    /** The socket with which to reach an address from a port; {@code null} if the lane has none. */
    UdpSocket towards(long high, long low, int localPort) {
        UdpSocket[] sockets = Endpoint.isIp4(high, low) ? ip4 : ip6;
        int index = localPort - numbers[0];
        return index >= 0 && index < sockets.length ? sockets[index] : null;
    }

    void close() {
        all.forEach(UdpSocket::close);
    }

    private UdpSocket[] byPort(List<UdpSocket> sockets) {
        if (sockets.isEmpty()) {
            return new UdpSocket[0];
        }
        UdpSocket[] table = new UdpSocket[numbers[numbers.length - 1] - numbers[0] + 1];
        for (UdpSocket socket : sockets) {
            table[socket.port() - numbers[0]] = socket;
        }
        return table;
    }
}
