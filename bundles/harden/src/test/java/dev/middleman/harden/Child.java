package dev.middleman.harden;

import dev.middleman.api.memory.TableMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A process to be looked at from outside: takes what it is told to, says so in a line each, and stays until its input ends.
 */
final class Child {
    private static final int LONGS = 16;

    private Child() {}

    public static void main(String[] orders) throws IOException {
        for (String order : orders) {
            String[] words = order.split(":");
            switch (words[0]) {
                case "close" -> ProcessState.close();
                case "direct" -> plant(ByteBuffer.allocateDirect(Mapper.PAGE), Long.parseLong(words[1]));
                case "best" -> say(allocate(new KernelMemory(List.of(Kind.values())), Integer.parseInt(words[1])));
                case "secret" -> say(allocate(new KernelMemory(List.of(Kind.SECRET)), Integer.parseInt(words[1])));
                case "state" ->
                    say(ProcessState.dumpable().state() + " "
                            + ProcessState.core().state());
                case "wait" -> await();
                default ->
                    plant(
                            new KernelMemory(List.of(Kind.valueOf(words[0]))).allocate(Mapper.PAGE),
                            Long.parseLong(words[1]));
            }
        }
    }

    private static void await() throws IOException {
        say("waits");
        while (System.in.read() >= 0) {
            // Until nobody needs it any more.
        }
    }

    private static String allocate(TableMemory memory, int bytes) {
        try {
            memory.allocate(bytes);
            return memory.name();
        } catch (IllegalStateException refused) {
            return refused.getMessage();
        }
    }

    /** Long by long, so that the pattern stands nowhere else. */
    private static void plant(ByteBuffer memory, long seed) {
        memory.order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < LONGS; i++) {
            memory.putLong(i * Long.BYTES, word(seed, i));
        }
        say(Long.toHexString(MemorySegment.ofBuffer(memory).address()));
    }

    /** What {@link #plant} leaves, for whoever looks for it. */
    static byte[] pattern(long seed) {
        ByteBuffer pattern = ByteBuffer.allocate(LONGS * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < LONGS; i++) {
            pattern.putLong(word(seed, i));
        }
        return pattern.array();
    }

    private static long word(long seed, int i) {
        long mixed = (seed + i) * 0x9e37_79b9_7f4a_7c15L;
        return (mixed ^ mixed >>> 29) * 0xbf58_476d_1ce4_e5b9L;
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
