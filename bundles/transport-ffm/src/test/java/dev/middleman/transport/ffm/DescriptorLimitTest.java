package dev.middleman.transport.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.TransportException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is left of a lane for which the files run out on the way. Changes the limit of the test's own process. */
class DescriptorLimitTest {
    private static final int PORTS = 300;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment limits = arena.allocate(16, 8);
    private final FfmTransport transport = new FfmTransport(IdlePlan.BLOCK);
    private long usual;

    @BeforeEach
    void rememberLimit() {
        assumeTrue(FfmTransport.obstacle() == null, FfmTransport::obstacle);
        assertThat(Libc.openFilesLimit(Libc.newErrno(arena), limits)).isZero();
        usual = limits.get(JAVA_LONG, 0);
        // Loaded now: a class cannot be read from a folder when no more file may be opened.
        assertThat(Failure.text(Layout.EMFILE)).isEqualTo("too many open files");
        assumeTrue(usual > 2 * PORTS, "the limit is too low already");
    }

    @AfterEach
    void restoreLimit() throws Throwable {
        allow(usual);
        transport.close();
        arena.close();
    }

    @SuppressWarnings("restricted")
    private void allow(long files) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle setrlimit = linker.downcallHandle(
                linker.defaultLookup().find("setrlimit").orElseThrow(),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
        limits.set(JAVA_LONG, 0, files);
        assertThat((int) setrlimit.invokeExact(Layout.RLIMIT_NOFILE, limits.address()))
                .isZero();
    }

    private Lane open() throws TransportException {
        return transport.open(
                new LaneSpec(
                        "limited",
                        Optional.of(TrainSocket.LOOPBACK4),
                        Optional.empty(),
                        PortPlan.ephemeral(PORTS),
                        1 << 16),
                new Forwarder());
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    /** Sockets, eventfd, epoll: one after the other gets the last file that is allowed. */
    @Test
    void shouldLeaveNoFileOpenWhereverTheyRunOut() throws Throwable {
        open().close();
        long before = openFiles();
        int opened = 0;
        int refused = 0;
        for (long allowed = PORTS + before - 4; allowed <= PORTS + before + 4; allowed++) {
            allow(allowed);
            try {
                open().close();
                opened++;
            } catch (TransportException e) {
                refused++;
            }
            allow(usual);
            assertThat(openFiles()).as("files left open").isEqualTo(before);
        }
        assertThat(opened).isPositive();
        assertThat(refused).isPositive();
    }
}
