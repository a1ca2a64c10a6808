package dev.middleman.transport.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.TransportException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The sockets of one lane: each port on each local address. Opened and used on the lane's thread; either all are open or
 * none.
 */
final class LaneSockets {
    private static final int EPHEMERAL_TRIES = 64;

    private final Kernel kernel;
    private final Arena arena;
    private final MemorySegment errno;
    private final MemorySegment address;
    private final MemorySegment option;
    private final MemorySegment optionLength;
    private final int[] ip4ByPort = emptyTable();
    private final int[] ip6ByPort = emptyTable();
    private final List<Integer> open = new ArrayList<>();
    private final List<Integer> openPorts = new ArrayList<>();
    private final int wantedBuffer;
    private boolean beside;
    private int wanted;
    private int grantedBuffer = Integer.MAX_VALUE;
    private final Set<String> lacking = new TreeSet<>();

    LaneSockets(Arena arena, MemorySegment errno, Kernel kernel, int wantedBuffer) {
        this.kernel = kernel;
        this.arena = arena;
        this.errno = errno;
        this.wantedBuffer = wantedBuffer;
        address = arena.allocate(Layout.SOCKADDR_SLOT, 8);
        option = arena.allocate(8, 8);
        optionLength = arena.allocate(8, 8);
    }

    /** @throws TransportException when not every port could be bound; nothing stays open then */
    void openAll(LaneSpec spec) throws TransportException {
        beside = spec.beside();
        try {
            wanted =
                    spec.ports().count() * (spec.ip4().isPresent() && spec.ip6().isPresent() ? 2 : 1);
            long most = openFilesLimit();
            if (wanted > most) {
                throw tooMany(most);
            }
            if (spec.ports() instanceof PortPlan.Listed listed) {
                for (int port : listed.ports()) {
                    openPort(spec, port);
                }
            } else {
                for (int i = 0; i < spec.ports().count(); i++) {
                    openEphemeral(spec);
                }
            }
        } catch (TransportException e) {
            closeAll();
            throw e;
        }
    }

    /** How many files the process may open, or very many where the kernel does not say. */
    private long openFilesLimit() {
        MemorySegment limit = arena.allocate(16, 8);
        long most = Libc.openFilesLimit(errno, limit) == 0 ? limit.get(JAVA_LONG, 0) : -1;
        return most < 0 ? Long.MAX_VALUE : most;
    }

    private TransportException tooMany(long most) {
        return new TransportException("the lane needs " + wanted + " sockets, but the process may open only " + most
                + " files, all others included (RLIMIT_NOFILE)");
    }

    private TransportException refused(String what, int error) {
        return error == Layout.EMFILE
                ? tooMany(openFilesLimit())
                : new TransportException(what + " cannot be bound: " + Failure.text(error));
    }

    private void openPort(LaneSpec spec, int port) throws TransportException {
        int result = tryPort(spec, port);
        if (result < 0) {
            throw refused("port " + port, -result);
        }
    }

    /** The system chooses a port for one family; the other one needs the same, so it may take some tries. */
    private void openEphemeral(LaneSpec spec) throws TransportException {
        int result = -Layout.EADDRINUSE;
        for (int tries = 0; tries < EPHEMERAL_TRIES && result == -Layout.EADDRINUSE; tries++) {
            result = tryPort(spec, 0);
        }
        if (result < 0) {
            throw refused("a port of the system's choice", -result);
        }
    }

    /** Binds one port on every local address, or nothing; returns the port or {@code -errno}. */
    private int tryPort(LaneSpec spec, int port) {
        Optional<Endpoint> first = spec.ip4().or(spec::ip6);
        int one = bound(first.orElseThrow(), port);
        if (one < 0) {
            return one;
        }
        int actual = portOf(one);
        if (spec.ip4().isPresent() && spec.ip6().isPresent()) {
            int two = bound(spec.ip6().get(), actual);
            if (two < 0) {
                Libc.close(errno, one);
                return two;
            }
            keep(two, actual, ip6ByPort);
        }
        keep(one, actual, spec.ip4().isPresent() ? ip4ByPort : ip6ByPort);
        return actual;
    }

    private void keep(int socket, int port, int[] table) {
        table[port] = socket;
        open.add(socket);
        openPorts.add(port);
    }

    private int bound(Endpoint local, int port) {
        int socket = Libc.socket(
                errno,
                local.isIp4() ? Layout.AF_INET : Layout.AF_INET6,
                Layout.SOCK_DGRAM | Layout.SOCK_NONBLOCK | Layout.SOCK_CLOEXEC);
        if (socket < 0) {
            return socket;
        }
        setUp(socket, local.isIp4());
        if (beside) {
            set(socket, Layout.SOL_SOCKET, Layout.SO_REUSEPORT, 1);
        } else {
            beFirstOfGroup(socket);
        }
        Sockaddr.put(address, 0, local.high(), local.low(), port);
        int result = Libc.bind(errno, socket, address, Sockaddr.length(address, 0));
        if (result < 0) {
            Libc.close(errno, socket);
            return result;
        }
        if (beside) {
            // Or the kernel would give it half of the flows at once, to wait until all the others are bound, too.
            SharedPorts.steer(errno, socket, SharedPorts.FORMER);
        }
        return socket;
    }

    /**
     * Makes a group of this socket alone, which leaves everything with it when another one joins: some that may join cannot say
     * so themselves. The port is its own all the same, because others may join only while SO_REUSEPORT is set.
     */
    private void beFirstOfGroup(int socket) {
        set(socket, Layout.SOL_SOCKET, Layout.SO_REUSEPORT, 1);
        SharedPorts.steer(errno, socket, SharedPorts.FORMER);
        set(socket, Layout.SOL_SOCKET, Layout.SO_REUSEPORT, 0);
    }

    private void setUp(int socket, boolean ip4) {
        if (ip4) {
            // OMIT, or the kernel's route cache keeps a peer's address for ten minutes after one ICMP message.
            want("IP_MTU_DISCOVER", socket, Layout.IPPROTO_IP, Layout.IP_MTU_DISCOVER, Layout.PMTUDISC_OMIT);
        } else {
            set(socket, Layout.IPPROTO_IPV6, Layout.IPV6_V6ONLY, 1);
            want("IPV6_MTU_DISCOVER", socket, Layout.IPPROTO_IPV6, Layout.IPV6_MTU_DISCOVER, Layout.PMTUDISC_OMIT);
        }
        setBuffer(socket, Layout.SO_RCVBUFFORCE, Layout.SO_RCVBUF);
        setBuffer(socket, Layout.SO_SNDBUFFORCE, Layout.SO_SNDBUF);
        // Doubled by the kernel for its own book-keeping.
        grantedBuffer = Math.min(grantedBuffer, get(socket, Layout.SOL_SOCKET, Layout.SO_RCVBUF) / 2);
        want("UDP_GRO", socket, Layout.SOL_UDP, Layout.UDP_GRO, 1);
        want("UDP_SEGMENT", socket, Layout.SOL_UDP, Layout.UDP_SEGMENT, 0);
    }

    /** Sets what a lane can do without. */
    private void want(String feature, int socket, int level, int name, int value) {
        if (set(socket, level, name, value) < 0) {
            lacking.add(feature);
        }
    }

    private void setBuffer(int socket, int force, int plain) {
        if (set(socket, Layout.SOL_SOCKET, force, wantedBuffer) < 0) {
            set(socket, Layout.SOL_SOCKET, plain, wantedBuffer);
        }
    }

    private int set(int socket, int level, int name, int value) {
        option.set(JAVA_INT, 0, value);
        return kernel.setsockopt(errno, socket, level, name, option);
    }

    private int get(int socket, int level, int name) {
        optionLength.set(JAVA_INT, 0, 4);
        int result = Libc.getsockopt(errno, socket, level, name, option, optionLength);
        return result < 0 ? 0 : option.get(JAVA_INT, 0);
    }

    private int portOf(int socket) {
        optionLength.set(JAVA_INT, 0, Layout.SOCKADDR_SLOT);
        Libc.getsockname(errno, socket, address, optionLength);
        return Sockaddr.port(address, 0);
    }

    /** The socket bound to a port in a family; -1 when there is none. */
    int descriptor(int port, boolean ip6) {
        return port < 0 || port > 65_535 ? -1 : ip6 ? ip6ByPort[port] : ip4ByPort[port];
    }

    /** All sockets; {@link #portAt} tells the port of each. */
    int count() {
        return open.size();
    }

    int descriptorAt(int index) {
        return open.get(index);
    }

    int portAt(int index) {
        return openPorts.get(index);
    }

    int[] ports() {
        return openPorts.stream()
                .mapToInt(Integer::intValue)
                .sorted()
                .distinct()
                .toArray();
    }

    /** The smallest receive buffer that the kernel granted, bytes. */
    int grantedBuffer() {
        return grantedBuffer;
    }

    /** Options that the kernel refused to set and that the lane works without. */
    Set<String> lacking() {
        return lacking;
    }

    boolean sendOffload() {
        return !lacking.contains("UDP_SEGMENT");
    }

    void closeAll() {
        for (int socket : open) {
            Libc.close(errno, socket);
        }
        open.clear();
        openPorts.clear();
        Arrays.fill(ip4ByPort, -1);
        Arrays.fill(ip6ByPort, -1);
    }

    private static int[] emptyTable() {
        int[] table = new int[65_536];
        Arrays.fill(table, -1);
        return table;
    }
}
