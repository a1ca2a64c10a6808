package dev.middleman.itests.architecture;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Leaves every trace of a peer that is forbidden, so that the rules can show that they would see it. Never run. */
@SuppressWarnings("unused")
public class PlantedTrace {

    private long remembered;
    private static long shared;
    private final long[] list = new long[2];

    /** Named as the transports' are, which is how the rules know an address. */
    public interface Source {
        long sourceLow(int entry);
    }

    /** Counts, and more. */
    public record Totals(long datagrams, Map<String, Long> byPeer, List<String> peers, String last) {}

    public void print(Exception e) {
        System.out.println("a line");
        e.printStackTrace();
    }

    public void fields(PlantedTrace self, long low) {
        remembered = low & 0xffff_ffffL;
        shared = low;
        list[0] = low + 1;
    }

    public Object objects(ByteBuffer buffer, long low) {
        buffer.putLong(low);
        LongSupplier captured = () -> low;
        return low > 0 ? Long.valueOf(low) : captured;
    }

    public String text(long low) {
        return "from " + Long.toHexString(low);
    }

    public long search(long low) {
        for (int i = 0; i < list.length; i++) {
            if (list[i] == low) {
                return i;
            }
        }
        return -1;
    }

    /** Has a loop, but hands on only the entry's number. */
    public void loop(Source source) {
        for (int i = 0; i < 3; i++) {
            each(source, i);
        }
    }

    private void each(Source source, int entry) {
        long low = source.sourceLow(entry);
        fields(this, low);
        objects(null, low);
        text(low);
        search(low);
    }

    public void fixed(int length) {
        throw new IllegalArgumentException("a knock has 44 bytes, not " + length);
    }

    public void fixedToo(boolean late) {
        String why = late ? "too late" : "too early";
        throw new IllegalArgumentException(why);
    }

    public void notFixed(long low) {
        throw new IllegalArgumentException("from " + low);
    }

    public void notFixedEither(byte[] received) {
        throw new IllegalStateException(new String(received));
    }

    public void handedOn(String text) {
        throw new IllegalStateException(text);
    }

    public void handedOnFromElsewhere(Exception e) {
        String text = e.getMessage();
        throw new IllegalStateException(text, e);
    }
}
