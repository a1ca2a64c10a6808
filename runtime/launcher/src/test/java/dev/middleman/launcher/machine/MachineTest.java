package dev.middleman.launcher.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(10)
class MachineTest {

    @TempDir
    private Path folder;

    private FakeRoot root;

    @BeforeEach
    void makeRoot() {
        root = new FakeRoot(folder);
    }

    @Test
    void shouldSeeSwapOnlyBelowTheHeading() {
        root.with("proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n");
        assertThat(root.machine().hasSwap()).isFalse();
        root.with("proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n/dev/sda2 partition 8388604 0 -2\n");
        assertThat(root.machine().hasSwap()).isTrue();
    }

    @Test
    void shouldSeeThatAGroupAboveForbidsSwap() {
        root.with("proc/7/cgroup", "0::/system.slice/middleman.service\n")
                .with("sys/fs/cgroup/system.slice/middleman.service/memory.swap.max", "max\n");
        assertThat(root.machine().process("7").swapForbidden()).isFalse();
        root.with("sys/fs/cgroup/system.slice/memory.swap.max", "0\n");
        assertThat(root.machine().process("7").swapForbidden()).isTrue();
    }

    @Test
    void shouldReadTheLimitsOfAProcess() {
        root.with("proc/7/limits", """
                Limit                     Soft Limit           Hard Limit           Units
                Max core file size        0                    unlimited            bytes
                Max open files            20000                524288               files
                Max locked memory         unlimited            unlimited            bytes
                """);
        RunningProcess process = root.machine().process("7");
        assertThat(process.coreLimit()).contains(0L);
        assertThat(process.openFilesLimit()).contains(20_000L);
        assertThat(process.limit("Max locked memory")).contains(RunningProcess.UNLIMITED);
        assertThat(root.machine().process("8").coreLimit()).isEmpty();
    }

    @Test
    void shouldReadTheCommandLineAndWhatIsSwapped() {
        root.with("proc/7/cmdline", "/opt/jdk/bin/java\0-Xmx1g\0Main\0run\0")
                .with("proc/7/status", "Name:\tjava\nUid:\t1000\t1000\t1000\t1000\nVmSwap:\t      12 kB\n");
        RunningProcess process = root.machine().process("7");
        assertThat(process.commandLine()).containsExactly("/opt/jdk/bin/java", "-Xmx1g", "Main", "run");
        assertThat(process.swappedKiB()).contains(12L);
        assertThat(process.user()).contains(1000);
    }

    @Test
    void shouldKnowByItsVersionWhetherAKernelHasSecretMemory() {
        root.with("proc/sys/kernel/osrelease", "6.1.0-25-amd64\n");
        assertThat(root.machine().hasSecretMemory()).isFalse();
        root.with("sys/module/secretmem/parameters/enable", "N\n");
        assertThat(root.machine().hasSecretMemory()).isFalse();
        root.with("sys/module/secretmem/parameters/enable", "Y\n");
        assertThat(root.machine().hasSecretMemory()).isTrue();
    }

    @Test
    void shouldCompareVersionsOfKernels() {
        root.with("proc/sys/kernel/osrelease", "6.18.44-fc\n");
        assertThat(root.machine().kernelSince(6, 5)).isTrue();
        assertThat(root.machine().kernelSince(5, 19)).isTrue();
        assertThat(root.machine().kernelSince(6, 19)).isFalse();
    }

    @Test
    void shouldTakeTheLastMountOfTheDeepestFolder() {
        root.with("proc/self/mounts", """
                /dev/vda / ext4 rw 0 0
                udev /dev devtmpfs rw 0 0
                tmpfs /dev/shm tmpfs rw,nosuid,nodev,noexec 0 0
                tmpfs /dev/shm tmpfs rw 0 0
                /dev/vdb /srv/my\\040files xfs rw 0 0
                """);
        Mounts mounts = root.machine().mounts();
        assertThat(mounts.of(Path.of("/dev/shm/x")).orElseThrow().inMemory()).isTrue();
        assertThat(mounts.of(Path.of("/dev/shm/x")).orElseThrow().allowsPrograms())
                .isTrue();
        assertThat(mounts.of(Path.of("/dev/shmx")).orElseThrow().type()).isEqualTo("devtmpfs");
        assertThat(mounts.of(Path.of("/srv/my files/a")).orElseThrow().type()).isEqualTo("xfs");
        assertThat(mounts.of(Path.of("/tmp")).orElseThrow().inMemory()).isFalse();
    }
}
