package dev.middleman.transport.netty;

import dev.middleman.api.transport.Lane;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The sockets of a lane, found by local port and family without a search. Immutable. */
final class LanePorts {
    private final int[] numbers;
    private final List<UdpSocket> all;
    private final UdpSocket[] ip4;
    private final UdpSocket[] ip6;
    private final Optional<DropTable> drops;

    /**
     * @param ip4 empty, or one per port; likewise {@code ip6}
     * @param drops where sockets do not count what was dropped at them
     */
    LanePorts(List<UdpSocket> ip4, List<UdpSocket> ip6, Optional<DropTable> drops) {
        List<UdpSocket> any = ip4.isEmpty() ? ip6 : ip4;
        numbers = any.stream().mapToInt(UdpSocket::port).sorted().toArray();
        all = Stream.concat(ip4.stream(), ip6.stream()).toList();
        this.ip4 = byPort(ip4);
        this.ip6 = byPort(ip6);
        this.drops = drops;
    }

    int[] numbers() {
        return numbers.clone();
    }

    List<UdpSocket> all() {
        return all;
    }

    /**
     * Sends what lies between the buffer's position and limit as one datagram. The destination's family decides which
     * local address it leaves from.
     *
     * @return false when the lane has no such port or family, or the socket refuses: full, no route, too long
     */
    boolean send(int localPort, ByteBuffer datagram, Destination destination) {
        UdpSocket socket = socket(localPort, destination);
        try {
            return socket != null && socket.send(datagram, destination);
        } catch (IOException e) {
            return false;
        }
    }

    /** The same with datagrams of {@code segment} bytes, of which only the last may be shorter; false: none was sent. */
    boolean sendTrain(int localPort, ByteBuffer train, int segment, Destination destination) {
        UdpSocket socket = socket(localPort, destination);
        return socket != null && socket.sendTrain(train, segment, destination);
    }

    /** Whether it is worth while to look for trains. */
    boolean takeTrains() {
        return all.get(0).takesTrains();
    }

    private UdpSocket socket(int localPort, Destination destination) {
        UdpSocket[] sockets = destination.isIp4() ? ip4 : ip6;
        int index = localPort - numbers[0];
        // An index beyond the table is another lane's port; port 0 is nobody's.
        return index < 0 || index >= sockets.length || destination.port() == 0 ? null : sockets[index];
    }

    /**
     * Lets the ports be bound a second time by this user, and, where the kernel can be told so, leaves all that arrives here even
     * then; false where the system does not know of that.
     */
    static boolean shareWithNext(List<UdpSocket> some) {
        if (!share(some, true)) {
            return false;
        }
        for (UdpSocket socket : some) {
            if (!socket.steer(ReusePortGroup.FORMER)) {
                // Then the next lane may say so as it binds, or the kernel chooses for each flow.
                break;
            }
        }
        return true;
    }

    /** Lets the ports be bound a second time by this user, or no longer; false where the system does not know of that. */
    static boolean share(List<UdpSocket> some, boolean shared) {
        return some.stream().allMatch(socket -> socket.share(shared));
    }

    /**
     * Lets all that arrives at some ports go to the lane that is beside this one; false where the kernel cannot be told so.
     *
     * @param from counted in {@link #numbers}
     * @param to likewise, exclusive
     */
    boolean steerToNext(int from, int to) {
        return Arrays.stream(numbers, from, to)
                .map(port -> port - numbers[0])
                .allMatch(index -> steerToNext(ip4, index) && steerToNext(ip6, index));
    }

    private static boolean steerToNext(UdpSocket[] sockets, int index) {
        return sockets.length == 0 || sockets[index].steer(ReusePortGroup.NEXT);
    }

    /** Where the sockets do not count what was dropped at them. */
    Optional<DropTable> drops() {
        return drops;
    }

    /** Datagrams that found a full receive buffer since the ports were bound; -1 where the sockets cannot be asked. */
    long overflows() {
        long sum = 0;
        for (UdpSocket socket : all) {
            long dropped = socket.overflows();
            if (dropped < 0) {
                return Lane.UNKNOWN;
            }
            sum += dropped;
        }
        return sum;
    }

    /** Closes the sockets; the ports are free once the event loop has ended. */
    void close() {
        drops.ifPresent(DropTable::end);
        closeAll(all);
    }

    static void closeAll(List<UdpSocket> sockets) {
        for (UdpSocket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                // An unconnected UDP socket has nothing to flush; the descriptor is gone either way.
            }
        }
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
