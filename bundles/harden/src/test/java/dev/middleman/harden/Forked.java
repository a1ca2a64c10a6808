package dev.middleman.harden;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.opentest4j.TestAbortedException;

/** A {@link Child} in a JVM of its own, seen from here. */
final class Forked implements AutoCloseable {
    private static final int CHUNK = 1 << 20;

    private final Process process;
    private final BufferedReader said;

    /** @param prefix of the command, such as another user; may be empty */
    Forked(List<String> prefix, String... orders) {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx64m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
        command.addAll(Arrays.asList(orders));
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new TestAbortedException("needs the program " + command.get(0), e);
        }
        said = process.inputReader(StandardCharsets.UTF_8);
    }

    String line() throws IOException {
        return said.readLine();
    }

    long address() throws IOException {
        return Long.parseUnsignedLong(line(), 16);
    }

    long pid() {
        return process.pid();
    }

    /** Reads its memory as a debugger would. */
    byte[] read(long address, int bytes) throws IOException {
        try (RandomAccessFile memory = new RandomAccessFile("/proc/" + pid() + "/mem", "r")) {
            memory.seek(address);
            byte[] read = new byte[bytes];
            memory.readFully(read);
            return read;
        }
    }

    /** How often a pattern stands in all the memory of it that can be read. */
    int count(byte[] pattern) throws IOException {
        int found = 0;
        for (MapsEntry entry : MapsEntry.of(Long.toString(pid()))) {
            for (long at = entry.start(); entry.permissions().startsWith("r") && at < entry.end(); at += CHUNK) {
                found += count(pattern, at, (int) Math.min(CHUNK + pattern.length - 1, entry.end() - at));
            }
        }
        return found;
    }

    private int count(byte[] pattern, long address, int bytes) {
        byte[] memory;
        try {
            memory = read(address, bytes);
        } catch (IOException notReadable) {
            return 0;
        }
        int found = 0;
        for (int at = 0; at + pattern.length <= memory.length; at++) {
            found += Arrays.equals(memory, at, at + pattern.length, pattern, 0, pattern.length) ? 1 : 0;
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
        said.close();
    }
}
