package dev.middleman.itests.system.exchange;

import java.nio.ByteBuffer;

/**
 * What a {@link Sink} tells its {@link Source}: how much has arrived. Immutable.
 *
 * @param base all datagrams below this number have arrived
 * @param bits bit i is set when datagram base + i has arrived
 */
record Ack(int base, long bits) {

    /** The most datagrams that may be on the way: what {@link #bits} can speak of. */
    static final int WINDOW = 64;

    static final int BYTES = 16;
    private static final int MAGIC = 0x61636b21;

    void write(ByteBuffer to) {
        to.putInt(MAGIC).putInt(base).putLong(bits);
    }

    /** @return null when these bytes are no such thing */
    static Ack read(ByteBuffer from) {
        if (from.remaining() != BYTES || from.getInt() != MAGIC) {
            return null;
        }
        return new Ack(from.getInt(), from.getLong());
    }
}
