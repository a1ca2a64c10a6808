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

    private ReusePortGroup() {}

    /** Attaches a program of one instruction that names the member that gets what arrives. */
    static void steer(LinuxSocket socket, int member) throws IOException {
        ByteBuf memory = Unpooled.directBuffer(INSTRUCTION_BYTES);
        try {
            memory.writeShortLE(RETURN_CONSTANT).writeZero(2).writeIntLE(member);
            ByteBuffer program = ByteBuffer.allocateDirect(PROGRAM_BYTES).order(ByteOrder.nativeOrder());
            program.putShort(0, (short) 1).putLong(INSTRUCTION_BYTES, memory.memoryAddress());
            socket.setRawOpt(SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, program);
        } finally {
            memory.release();
        }
    }

    /** Datagrams that found the receive buffer full, since the socket was opened. */
    static long overflows(LinuxSocket socket) throws IOException {
        ByteBuffer answer = ByteBuffer.allocateDirect(MEMINFO_BYTES).order(ByteOrder.nativeOrder());
        socket.getRawOpt(SOL_SOCKET, SO_MEMINFO, answer);
        return Integer.toUnsignedLong(answer.getInt(DROPS_AT));
    }
}
