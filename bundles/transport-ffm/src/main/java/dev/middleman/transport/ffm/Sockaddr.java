package dev.middleman.transport.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Socket addresses in native memory, read and written as two longs and a port. Small leaf methods without loops: an
 * address is in a register for the length of a call, and nowhere on the heap.
 */
final class Sockaddr {
    private static final ValueLayout.OfInt BE_INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong BE_LONG = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort BE_SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final long MAPPED = 0x0000_ffff_0000_0000L;
    private static final long LOW_INT = 0xffff_ffffL;

    private Sockaddr() {}

    static long high(MemorySegment memory, long at) {
        return isIp6(memory, at) ? memory.get(BE_LONG, at + Layout.SIN6_ADDR) : 0;
    }

    static long low(MemorySegment memory, long at) {
        return isIp6(memory, at)
                ? memory.get(BE_LONG, at + Layout.SIN6_ADDR + 8)
                : MAPPED | (memory.get(BE_INT, at + Layout.SIN_ADDR) & LOW_INT);
    }

    static int port(MemorySegment memory, long at) {
        return memory.get(BE_SHORT, at + Layout.SA_PORT) & 0xffff;
    }

    static boolean isIp6(MemorySegment memory, long at) {
        return memory.get(JAVA_SHORT_UNALIGNED, at + Layout.SA_FAMILY) == Layout.AF_INET6;
    }

    /** The length that the kernel wants for this address. */
    static int length(MemorySegment memory, long at) {
        return isIp6(memory, at) ? Layout.SOCKADDR_IN6 : Layout.SOCKADDR_IN;
    }

    /** Writes an IPv4 address (given as {@code ::ffff:a.b.c.d}) as sockaddr_in, any other as sockaddr_in6. */
    static void put(MemorySegment memory, long at, long high, long low, int port) {
        memory.set(BE_SHORT, at + Layout.SA_PORT, (short) port);
        if (high == 0 && (low & ~LOW_INT) == MAPPED) {
            memory.set(JAVA_SHORT_UNALIGNED, at + Layout.SA_FAMILY, (short) Layout.AF_INET);
            memory.set(BE_INT, at + Layout.SIN_ADDR, (int) low);
            memory.set(JAVA_LONG_UNALIGNED, at + 8, 0);
        } else {
            memory.set(JAVA_SHORT_UNALIGNED, at + Layout.SA_FAMILY, (short) Layout.AF_INET6);
            memory.set(JAVA_INT_UNALIGNED, at + Layout.SIN6_FLOWINFO, 0);
            memory.set(BE_LONG, at + Layout.SIN6_ADDR, high);
            memory.set(BE_LONG, at + Layout.SIN6_ADDR + 8, low);
            memory.set(JAVA_INT_UNALIGNED, at + Layout.SIN6_SCOPE, 0);
        }
    }

    /** Whether two addresses that {@link #put} wrote are the same. */
    static boolean same(MemorySegment memory, long one, long other) {
        return memory.get(JAVA_LONG_UNALIGNED, one) == memory.get(JAVA_LONG_UNALIGNED, other)
                && memory.get(JAVA_LONG_UNALIGNED, one + 8) == memory.get(JAVA_LONG_UNALIGNED, other + 8)
                && (!isIp6(memory, one)
                        || memory.get(JAVA_LONG_UNALIGNED, one + 16) == memory.get(JAVA_LONG_UNALIGNED, other + 16));
    }
}
