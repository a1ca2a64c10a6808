package dev.middleman.testkit.trace;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * All memory of another process that it may read itself, through {@code /proc}: Linux, and root or the right to trace it. Confined to
 * one thread. The process goes on meanwhile, so let it come to rest before anything is concluded.
 */
public final class ProcessMemory {
    private static final int PAGE = 4096;

    private final Path folder;

    public ProcessMemory(long pid) {
        folder = Path.of("/proc", Long.toString(pid));
    }

    /** Whether this user may read the memory of that process. */
    public boolean isReadable() {
        try (RandomAccessFile memory = open()) {
            return memory.getFD().valid() && !regions().isEmpty();
        } catch (IOException refused) {
            return false;
        }
    }

    private RandomAccessFile open() throws FileNotFoundException {
        return new RandomAccessFile(folder.resolve("mem").toFile(), "r");
    }

    /**
     * Looks through all of it, in some seconds for hundreds of megabytes.
     *
     * @throws UncheckedIOException when the process has gone or may not be read
     */
    public Findings search(Search search) {
        Findings findings = new Findings();
        try (RandomAccessFile memory = open()) {
            List<Stack> stacks = stacks();
            for (Region region : regions()) {
                search(search, memory, region, region.place(stacks), findings);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("the memory of a process cannot be read", failure);
        }
        return findings;
    }

    private static void search(Search search, RandomAccessFile memory, Region region, String place, Findings findings)
            throws IOException {
        Pages pages = new Pages(memory, region.start(), region.end());
        while (!pages.atEnd()) {
            search.stream(pages, place, findings);
            // A hole ends the stream, so that nothing is found across it.
            findings.skipped(pages.skipHole());
        }
    }

    private List<Region> regions() throws IOException {
        List<Region> regions = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("maps"))) {
            Region.parse(line).ifPresent(regions::add);
        }
        return regions;
    }

    /** Where threads stand with their stacks; those that run at the moment do not tell. */
    private List<Stack> stacks() throws IOException {
        List<Stack> stacks = new ArrayList<>();
        try (Stream<Path> tasks = Files.list(folder.resolve("task"))) {
            for (Path task : tasks.toList()) {
                String[] call = firstLine(task.resolve("syscall")).split(" ");
                if (call.length >= 3) {
                    long pointer = Long.decode(call[call.length - 2]);
                    stacks.add(new Stack(pointer, firstLine(task.resolve("comm"))));
                }
            }
        }
        return stacks;
    }

    private static String firstLine(Path file) throws IOException {
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.isEmpty() ? "" : lines.get(0);
        } catch (NoSuchFileException ended) {
            return "";
        }
    }

    /** A thread's stack pointer and its name. */
    record Stack(long pointer, String thread) {}

    /** The readable pages of a region in order, until the first that the kernel refuses. */
    private static final class Pages extends InputStream {
        private final RandomAccessFile memory;
        private final long end;
        private long at;

        Pages(RandomAccessFile memory, long start, long end) {
            this.memory = memory;
            this.at = start;
            this.end = end;
        }

        boolean atEnd() {
            return at >= end;
        }

        /** Goes to the next readable page. @return how many bytes that were */
        long skipHole() {
            long from = at;
            byte[] one = new byte[1];
            while (at < end && read(one, 0, 1) < 0) {
                at += PAGE - at % PAGE;
            }
            long hole = at - from;
            if (at < end) {
                at--;
                hole--;
            }
            return Math.max(0, hole);
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (at >= end || length == 0) {
                return length == 0 ? 0 : -1;
            }
            try {
                memory.seek(at);
                int got = memory.read(into, offset, (int) Math.min(length, end - at));
                at += Math.max(0, got);
                return got <= 0 ? -1 : got;
            } catch (IOException refused) {
                return -1;
            }
        }
    }
}
