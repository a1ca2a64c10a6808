package dev.middleman.transport.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.middleman.api.transport.Lane;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * What a swap asks of a lane's sockets: sockets of one port form a group (SO_REUSEPORT, socket(7)), and a program of one
 * instruction tells the kernel which of them gets what arrives. Belongs to the lane's thread.
 */
final class SharedPorts {
    /** The member of a group that was bound first. */
    static final int FORMER = 0;

    /** The member that was bound last. */
    static final int NEXT = 1;

    private final MemorySegment errno;
    private final LaneSockets sockets;
    private final int[] ports;

    SharedPorts(MemorySegment errno, LaneSockets sockets) {
        this.errno = errno;
        this.sockets = sockets;
        ports = sockets.ports();
    }

    /** How many sockets there are. */
    int count() {
        return sockets.count();
    }

    /** Lets some sockets be bound beside by this user, and leaves all that arrives here even then. */
    boolean shareWithNext(int from, int to) {
        if (!share(true, from, to)) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment program = program(arena, FORMER);
            boolean told = true;
            for (int i = from; i < to && told; i++) {
                // Where there is no group yet, the next lane says so as it binds, or the kernel chooses for each flow.
                told = attach(errno, sockets.descriptorAt(i), program);
            }
        }
        return true;
    }

    /** Lets the ports be bound a second time by this user, or no longer. */
    boolean share(boolean shared) {
        return share(shared, 0, sockets.count());
    }

    /** The same for some sockets. */
    boolean share(boolean shared, int from, int to) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment option = arena.allocate(Integer.BYTES, Integer.BYTES);
            option.set(JAVA_INT, 0, shared ? 1 : 0);
            for (int i = from; i < to; i++) {
                int socket = sockets.descriptorAt(i);
                if (Libc.setsockopt(errno, socket, Layout.SOL_SOCKET, Layout.SO_REUSEPORT, option, Integer.BYTES) < 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Lets all that arrives at some ports go to the next lane.
     *
     * @param from counted in {@link LaneSockets#ports}
     * @param to likewise, exclusive
     * @return whether the kernel took it for every port
     */
    boolean steerToNext(int from, int to) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment program = program(arena, NEXT);
            return Arrays.stream(ports, from, to)
                    .allMatch(port -> attach(sockets.descriptor(port, false), program)
                            && attach(sockets.descriptor(port, true), program));
        }
    }

    private boolean attach(int socket, MemorySegment program) {
        return socket < 0 || attach(errno, socket, program);
    }

    /** Lets all that arrives at the port of one socket go to a member of its group, {@link #FORMER} or {@link #NEXT}. */
    static boolean steer(MemorySegment errno, int socket, int member) {
        try (Arena arena = Arena.ofConfined()) {
            return attach(errno, socket, program(arena, member));
        }
    }

    private static MemorySegment program(Arena arena, int member) {
        MemorySegment program = arena.allocate(Layout.SOCK_FPROG + Layout.SOCK_FILTER, Long.BYTES);
        program.set(JAVA_SHORT, Layout.FPROG_LEN, (short) 1);
        program.set(JAVA_LONG, Layout.FPROG_FILTER, program.address() + Layout.SOCK_FPROG);
        program.set(JAVA_SHORT, Layout.SOCK_FPROG + Layout.FILTER_CODE, (short) Layout.BPF_RETURN);
        program.set(JAVA_INT, Layout.SOCK_FPROG + Layout.FILTER_K, member);
        return program;
    }

    private static boolean attach(MemorySegment errno, int socket, MemorySegment program) {
        int result = Libc.setsockopt(
                errno, socket, Layout.SOL_SOCKET, Layout.SO_ATTACH_REUSEPORT_CBPF, program, Layout.SOCK_FPROG);
        return result >= 0;
    }

    /** Datagrams that found a full receive buffer since the sockets were opened; -1 where the kernel does not say. */
    long overflows() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(Layout.MEMINFO, Integer.BYTES);
            MemorySegment length = arena.allocate(Integer.BYTES, Integer.BYTES);
            long sum = 0;
            for (int i = 0; i < sockets.count(); i++) {
                length.set(JAVA_INT, 0, Layout.MEMINFO);
                int socket = sockets.descriptorAt(i);
                if (Libc.getsockopt(errno, socket, Layout.SOL_SOCKET, Layout.SO_MEMINFO, answer, length) < 0) {
                    return Lane.UNKNOWN;
                }
                sum += answer.get(JAVA_INT, Layout.MEMINFO_DROPS) & 0xffff_ffffL;
            }
            return sum;
        }
    }
}
