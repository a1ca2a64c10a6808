package dev.middleman.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.epoll.LinuxSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What Linux knows of sockets that share a port (SO_REUSEPORT, socket(7)), in raw socket options. The structures are those
 * of 64-bit machines, which are all that Netty has a native library for. Stateless.
 */
final class ReusePortGroup {
    /** The member of a group that was bound first. */
    static final int FORMER = 0;
    /** The member that was bound last. */
    static final int NEXT = 1;

    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_REUSEPORT_CBPF = 51;
    private static final int SO_MEMINFO = 55;

    /** struct sock_fprog: a count in 8 bytes with its padding, and a pointer to that many instructions of 8 bytes. */
    private static final int PROGRAM_BYTES = 16;

    private static final int INSTRUCTION_BYTES = 8;
    /** BPF_RET | BPF_K: the answer is the constant. */
    private static final short RETURN_CONSTANT = 6;

    /** Nine ints, the last of them datagrams dropped. */
    private static final int MEMINFO_BYTES = 36;

    private static final int DROPS_AT = 32;

    /** Made once: a lane attaches one of them to a thousand sockets, and its peers wait meanwhile. */
    private static final Program TO_FORMER = new Program(FORMER);

    private static final Program TO_NEXT = new Program(NEXT);

    /** One for each lane's thread, which asks a thousand sockets in a row. */
    private static final ThreadLocal<ByteBuffer> ANSWER = ThreadLocal.withInitial(
            () -> ByteBuffer.allocateDirect(MEMINFO_BYTES).order(ByteOrder.nativeOrder()));

    private ReusePortGroup() {}

    /** A program of one instruction that names the member that gets what arrives. */
    private static final class Program {
        private final ByteBuf instruction = Unpooled.directBuffer(INSTRUCTION_BYTES);
        private final ByteBuffer option =
                ByteBuffer.allocateDirect(PROGRAM_BYTES).order(ByteOrder.nativeOrder());

        Program(int member) {
            instruction.writeShortLE(RETURN_CONSTANT).writeZero(2).writeIntLE(member);
            option.putShort(0, (short) 1).putLong(INSTRUCTION_BYTES, instruction.memoryAddress());
        }

        void attach(LinuxSocket socket) throws IOException {
            // A copy of the position, which the call moves; the memory is the same.
            socket.setRawOpt(SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, option.duplicate());
        }
    }

    /** Lets everything that arrives go to one member. */
    static void steer(LinuxSocket socket, int member) throws IOException {
        (member == FORMER ? TO_FORMER : TO_NEXT).attach(socket);
    }

    /** Datagrams that found the receive buffer full, since the socket was opened. */
    static long overflows(LinuxSocket socket) throws IOException {
        ByteBuffer answer = ANSWER.get().clear();
        socket.getRawOpt(SOL_SOCKET, SO_MEMINFO, answer);
        return Integer.toUnsignedLong(answer.getInt(DROPS_AT));
    }
}
