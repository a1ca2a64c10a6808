package dev.middleman.testkit.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.opentest4j.TestAbortedException;

/**
 * A main class of the test's in a JVM of its own, which ends when its input does. Reads the memory of it as a debugger would; that takes
 * the right to trace it. For one thread.
 */
public final class ForkedJvm implements AutoCloseable {
    private static final int CHUNK = 1 << 20;

    private final Process process;
    private final BufferedReader said;

    /** @param prefix of the command, such as a program that changes the user; may be empty */
    public ForkedJvm(List<String> prefix, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx64m", "-XX:-UseOnStackReplacement"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(Arrays.asList(arguments));
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new TestAbortedException("needs the program " + command.get(0), e);
        }
        said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The next line that it prints; {@code null} when it has ended. */
    public String line() throws IOException {
        return said.readLine();
    }

    public long pid() {
        return process.pid();
    }

    /** @throws IOException where the kernel refuses to read */
    public byte[] read(long address, int bytes) throws IOException {
        try (RandomAccessFile memory = new RandomAccessFile("/proc/" + pid() + "/mem", "r")) {
            memory.seek(address);
            byte[] read = new byte[bytes];
            memory.readFully(read);
            return read;
        }
    }

    /** How often a pattern stands in all the memory of it that can be read. */
    public int count(byte[] pattern) throws IOException {
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
