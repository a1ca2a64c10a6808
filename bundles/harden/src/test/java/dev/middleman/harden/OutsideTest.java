package dev.middleman.harden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.testkit.process.ForkedJvm;
import dev.middleman.testkit.process.MapsEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What others see of a process: root reads its memory, its own user looks at /proc, the kernel keeps its limits. */
@Timeout(60)
class OutsideTest {
    private static final List<String> NOBODY =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all");
    private static final int NOBODYS_ID = 65_534;

    @BeforeEach
    void needRoot() throws IOException {
        assumeTrue(Platform.obstacle() == null, Platform::obstacle);
        assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
                "needs root: it reads other processes' memory and becomes other users");
    }

    @Test
    void shouldHideSecretMemoryFromRootWhoFindsAllOtherMemory() throws Exception {
        Refused obstacle = MemoryCheck.obstacle(Kind.SECRET);
        assumeTrue(obstacle == null, () -> "not here: " + obstacle.getMessage());
        long seed = new Random().nextLong() >>> 1;
        System.out.println("patterns, seed " + seed);
        String[] orders = {"close", "direct:" + seed, "LOCKED:" + (seed + 100), "SECRET:" + (seed + 200), "wait"};
        try (ForkedJvm child = new ForkedJvm(List.of(), Child.class, orders)) {
            long direct = address(child);
            long locked = address(child);
            long secret = address(child);
            assertThat(child.line()).isEqualTo("waits");

            assertThat(child.read(direct, 128)).isEqualTo(Child.pattern(seed));
            assertThat(child.read(locked, 128)).isEqualTo(Child.pattern(seed + 100));
            assertThat(child.count(Child.pattern(seed))).as("the scan finds it").isEqualTo(1);
            assertThat(child.count(Child.pattern(seed + 100))).isEqualTo(1);

            assertThat(MapsEntry.of(Long.toString(child.pid()))).anyMatch(entry -> entry.holds(secret));
            assertThatIOException().isThrownBy(() -> child.read(secret, 128));
            assertThat(child.count(Child.pattern(seed + 200))).isZero();
        }
    }

    /** The kernel's link to what is mapped: with it, root would map ordinary shared memory a second time. */
    @Test
    void shouldNotLetRootOpenTheFileBehindSecretMemory() throws Exception {
        try (ForkedJvm child = new ForkedJvm(List.of(), Child.class, "SECRET:1", "wait")) {
            long secret = address(child);
            MapsEntry entry = MapsEntry.of(Long.toString(child.pid())).stream()
                    .filter(any -> any.holds(secret))
                    .findFirst()
                    .orElseThrow();
            String range = Long.toHexString(entry.start()) + "-" + Long.toHexString(entry.end());
            Path link = Path.of("/proc", Long.toString(child.pid()), "map_files", range);
            assertThat(Files.isSymbolicLink(link)).isTrue();
            assertThatIOException().isThrownBy(() -> Files.newInputStream(link).read());
        }
    }

    @Test
    void shouldCloseTheProcessToItsOwnUser() throws Exception {
        try (ForkedJvm open = new ForkedJvm(NOBODY, Child.class, "state", "wait");
                ForkedJvm closed = new ForkedJvm(NOBODY, Child.class, "close", "state", "wait")) {
            String before = open.line();
            assumeTrue(before.startsWith("O"), "another user cannot read the test's classes");
            assertThat(before).startsWith("OFF ");
            assertThat(closed.line()).isEqualTo("ON ON");
            assertThat(owner(open)).isEqualTo(NOBODYS_ID);
            assertThat(owner(closed)).isZero();
            assertThat(readsMemory(open.pid()))
                    .as("its own user reads an open process")
                    .isTrue();
            assertThat(readsMemory(closed.pid())).isFalse();
            assertThat(Files.readAllLines(Path.of("/proc/" + closed.pid() + "/limits")))
                    .anyMatch(line -> line.matches("Max core file size +0 +0 +bytes *"));
        }
    }

    private static long address(ForkedJvm child) throws IOException {
        return Long.parseUnsignedLong(child.line(), 16);
    }

    private static int owner(ForkedJvm child) throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/" + child.pid() + "/mem"), "unix:uid");
    }

    private static boolean readsMemory(long pid) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(NOBODY);
        command.addAll(List.of("sh", "-c", "exec 3</proc/" + pid + "/mem"));
        Process reader = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return reader.waitFor() == 0;
    }

    @Test
    void shouldFallBackWhereTheProcessMayLockLittleAndSaySoWhereItMustNot() throws Exception {
        List<String> little = List.of("setpriv", "--bounding-set=-ipc_lock", "prlimit", "--memlock=131072:131072");
        String[] orders = {"best:65536", "best:65536", "best:65536", "secret:65536", "wait"};
        try (ForkedJvm child = new ForkedJvm(little, Child.class, orders)) {
            assertThat(child.line()).isEqualTo("secret");
            assertThat(child.line()).isEqualTo("secret");
            assertThat(child.line()).as("more than the limit").isEqualTo("unlocked");
            assertThat(child.line())
                    .isEqualTo("65536 bytes of secret memory cannot be had: RLIMIT_MEMLOCK allows 131072 bytes to a"
                            + " process without CAP_IPC_LOCK");
        }
    }
}
