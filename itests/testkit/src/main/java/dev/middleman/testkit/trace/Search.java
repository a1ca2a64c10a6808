package dev.middleman.testkit.trace;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks for many needles in one pass over streams of any length. Confined to one thread.
 *
 * <p>Every place is asked by four bytes whether a needle may end there, in a filter that fits into the processor's cache;
 * one place in some hundred goes on to the table of endings. Windows overlap, so a needle across their border is found, once.
 */
public final class Search {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int WINDOW = 1 << 20;

    private final Endings endings;
    private final int margin;
    private final byte[] window;

    public Search(Needles needles) {
        this(needles, WINDOW);
    }

    /** @param windowBytes how much is looked at together; for tests of its borders */
    Search(Needles needles, int windowBytes) {
        endings = new Endings(needles.all());
        margin = endings.longest() + Surroundings.BEFORE;
        window = new byte[windowBytes + margin + Surroundings.AFTER + Integer.BYTES];
    }

    /** Looks through a stream to its end. */
    public void stream(InputStream in, String place, Findings findings) throws IOException {
        int filled = 0;
        int from = 0;
        boolean more = true;
        while (more) {
            int got = in.readNBytes(window, filled, window.length - filled);
            filled += got;
            more = filled == window.length;
            // What follows a place says in which form it is; at the end nothing follows.
            int to = filled - Integer.BYTES + 1 - (more ? Surroundings.AFTER : 0);
            look(from, to, filled, place, findings);
            findings.looked(got);
            int keep = Math.max(0, to - margin);
            System.arraycopy(window, keep, window, 0, filled - keep);
            from = to - keep;
            filled -= keep;
        }
    }

    /** Looks through a file as it stands, such as a heap dump. */
    public Findings file(Path file) {
        Findings findings = new Findings();
        try (InputStream in = Files.newInputStream(file)) {
            stream(in, "file", findings);
        } catch (IOException failure) {
            throw new UncheckedIOException("a file cannot be searched", failure);
        }
        return findings;
    }

    /** Looks through bytes. */
    public Findings bytes(byte[] bytes, String place) {
        Findings findings = new Findings();
        try {
            stream(new ByteArrayInputStream(bytes), place, findings);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return findings;
    }

    private void look(int from, int to, int filled, String place, Findings findings) {
        int at = from;
        while (at < to) {
            if (at + Long.BYTES <= filled && (long) LONGS.get(window, at) == 0) {
                // No needle ends with four zeros, and most memory is empty.
                at += Integer.BYTES + 1;
                continue;
            }
            int tail = (int) INTS.get(window, at);
            if (endings.mayHave(tail)) {
                compare(tail, at + Integer.BYTES, filled, place, findings);
            }
            at++;
        }
    }

    private void compare(int tail, int end, int filled, String place, Findings findings) {
        for (int i = endings.first(tail); i >= 0; i = endings.next(i)) {
            Needle needle = endings.needle(i);
            if (needle.endsAt(window, end)) {
                findings.add(needle, Surroundings.form(needle, window, end, filled), place);
            }
        }
    }
}
