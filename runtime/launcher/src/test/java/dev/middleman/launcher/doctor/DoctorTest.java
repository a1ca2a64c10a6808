package dev.middleman.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.launcher.level.Level;
import dev.middleman.launcher.level.ProcessFlags;
import dev.middleman.launcher.machine.EngineFile;
import dev.middleman.launcher.machine.FakeRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A machine on which all is well, and what the doctor says when one thing is not. */
@Timeout(20)
class DoctorTest {

    private static final EngineFile ENGINE = EngineFile.parse("ip4 = 127.0.0.1\nports = 20000-20999");

    @TempDir
    private Path folder;

    private FakeRoot root;
    private int java = 25;

    @BeforeEach
    void makeAMachineOnWhichAllIsWell() throws IOException {
        Files.createDirectories(folder.resolve("dev/shm"));
        root = new FakeRoot(folder)
                .with("proc/swaps", "Filename Type Size Used Priority\n")
                .with(
                        "proc/self/mounts",
                        "/dev/vda / ext4 rw 0 0\ntmpfs " + folder.resolve("dev/shm") + " tmpfs rw 0 0\n")
                .with("proc/self/limits", limits(0, 20_000))
                .with("proc/sys/kernel/osrelease", "6.12.1\n")
                .with("proc/sys/kernel/core_pattern", "core\n")
                .with("proc/sys/net/core/rmem_max", "8388608\n")
                .with("sys/module/secretmem/parameters/enable", "Y\n");
        node("/nowhere/bin/java", ProcessFlags.REQUIRED);
        root.with("proc/7/limits", limits(0, 20_000)).with("proc/7/status", "Uid:\t0\t0\nVmSwap:\t0 kB\n");
    }

    private static String limits(long core, long files) {
        return "Max core file size        " + core + "      unlimited  bytes\n" //
                + "Max open files            " + files + "  20000      files\n";
    }

    private void node(String program, List<String> flags) {
        root.with(
                "proc/7/cmdline",
                program + "\0" + String.join("\0", flags)
                        + "\0-cp\0lib/*\0dev.middleman.launcher.Main\0run\0--conf\0x\0");
    }

    private List<Finding> machine(Level level) {
        return new MachineChecks(root.machine(), List.of(ENGINE), java, Map.of()).run(level);
    }

    private List<Finding> process(Level level) {
        return new ProcessChecks(root.machine(), root.machine().process("7")).run(level);
    }

    private void shouldBeAProblemFromOn(Level level, String about, String words) {
        for (Level wanted : Level.values()) {
            Finding finding = one(about, words, wanted);
            assertThat(finding.isProblem()).as("%s for %s", about, wanted).isEqualTo(wanted.compareTo(level) >= 0);
            assertThat(finding.advice()).isNotBlank();
        }
    }

    private Finding one(String about, String words, Level level) {
        List<Finding> all = new ArrayList<>(machine(level));
        all.addAll(process(level));
        return all.stream()
                .filter(finding ->
                        finding.about().equals(about) && finding.text().contains(words))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no finding " + about + " with " + words + " in " + all));
    }

    @Test
    void shouldFindNothingWhereAllIsWell() {
        assertThat(machine(Level.L2)).hasSize(9).allMatch(finding -> finding.weight() == Finding.Weight.OK);
        assertThat(process(Level.L2)).isNotEmpty().noneMatch(Finding::isProblem);
    }

    @Test
    void shouldFindAnOlderJava() {
        java = 17;
        shouldBeAProblemFromOn(Level.L1, "Java", "version 17");
    }

    @Test
    void shouldFindStorageOnDisk() {
        root.with("proc/self/mounts", "/dev/vda / ext4 rw 0 0\n");
        shouldBeAProblemFromOn(Level.L1, "storage", "no folder in memory");
    }

    @Test
    void shouldFindAKernelWithoutSecretMemory() {
        root.with("sys/module/secretmem/parameters/enable", "N\n");
        shouldBeAProblemFromOn(Level.L2, "memfd_secret", "does not offer it");
    }

    @Test
    void shouldFindSwap() {
        root.with("proc/swaps", "Filename Type Size Used Priority\n/dev/vdb partition 1 0 -2\n");
        shouldBeAProblemFromOn(Level.L2, "swap", "can be written to a swap device");
        root.with("sys/fs/cgroup/memory.swap.max", "0\n").with("proc/self/cgroup", "0::/\n");
        assertThat(one("swap", "may not use it", Level.L2).isProblem()).isFalse();
    }

    @Test
    void shouldWarnOfAProgramThatTakesCoreFiles() {
        root.with("proc/sys/kernel/core_pattern", "|/usr/lib/systemd/systemd-coredump %P\n");
        assertThat(one("core files", "whatever the limit is", Level.L2).weight())
                .isEqualTo(Finding.Weight.NOTE);
    }

    @Test
    void shouldFindBuffersThatAreTooSmall() {
        root.with("proc/sys/net/core/rmem_max", "212992\n");
        shouldBeAProblemFromOn(Level.L0, "socket buffers", "4096 KiB are wanted, 208 KiB is the most");
    }

    @Test
    void shouldFindTooFewOpenFilesForThePortsAndForASwap() {
        root.with("proc/self/limits", limits(0, 1024));
        shouldBeAProblemFromOn(Level.L0, "open files", "about 1200 are needed for the relay ports, 1024 are allowed");
        root.with("proc/self/limits", limits(0, 2000));
        assertThat(one("open files", "not to move lines", Level.L2).weight()).isEqualTo(Finding.Weight.NOTE);
    }

    @Test
    void shouldFindAFlagThatTheNodeWasStartedWithout() {
        node("/nowhere/bin/java", ProcessFlags.REQUIRED.subList(1, ProcessFlags.REQUIRED.size()));
        shouldBeAProblemFromOn(Level.L1, "virtual machine", ProcessFlags.REQUIRED.get(0) + " is not set");
    }

    @Test
    void shouldFindAFlagThatWritesFiles() {
        List<String> flags = new ArrayList<>(ProcessFlags.REQUIRED);
        flags.add("-Xlog:gc:/var/log/gc.log");
        node("/nowhere/bin/java", flags);
        shouldBeAProblemFromOn(Level.L1, "virtual machine", "-Xlog:gc:/var/log/gc.log is set");
    }

    @Test
    void shouldReadTheNodesJavaFromItsFolder() throws IOException {
        Path program = folder.resolve("jdk/bin/java");
        root.with("jdk/bin/java", "").with("jdk/release", "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"17.0.2\"\n");
        node(program.toString(), ProcessFlags.REQUIRED);
        shouldBeAProblemFromOn(Level.L1, "Java", "version 17");
    }

    @Test
    void shouldFindALimitOfCoreFilesThatIsNotZero() {
        root.with("proc/7/limits", limits(1, 20_000));
        shouldBeAProblemFromOn(Level.L2, "core files", "the limit is not 0");
    }

    @Test
    void shouldFindPartsOfANodeOnASwapDevice() {
        root.with("proc/7/status", "Uid:\t1\t1\nVmSwap:\t64 kB\n");
        shouldBeAProblemFromOn(Level.L2, "swap", "64 KiB of the node");
    }

    @Test
    void shouldFindTheNodesThatRunHere() {
        root.with("proc/8/cmdline", "/bin/java\0-cp\0lib/*\0dev.middleman.launcher.Main\0doctor\0")
                .with("proc/9/cmdline", "grep\0dev.middleman.launcher.Main\0")
                .with("proc/10/cmdline", "");
        assertThat(ProcessChecks.running(root.machine()))
                .containsExactly(root.machine().process("7"));
    }

    @Test
    void shouldTellThatHintsPassThroughTheHeap() {
        List<EngineFile> hinting = List.of(EngineFile.parse("name = m1\nip4 = 127.0.0.1\nallowHints = true\n"));
        assertThat(machine(Level.L1)).extracting(Finding::about).doesNotContain("latch mode H");
        assertThat(new MachineChecks(root.machine(), hinting, java, Map.of()).run(Level.L1))
                .filteredOn(finding -> finding.about().equals("latch mode H"))
                .singleElement()
                .matches(Finding::isProblem);
    }

    @Test
    void shouldTellAllOfItToPeopleAndScripts() {
        java = 17;
        Report report = new Report(Level.L1, machine(Level.L1));
        report.addNode("7", process(Level.L1));
        assertThat(report.problems()).isEqualTo(1);
        assertThat(report.text())
                .startsWith("this machine\n  !!  Java: version 17")
                .contains("\n      Install Java 25", "\nnode 7\n")
                .endsWith("\n1 finding for level L1");
        assertThat(report.json())
                .startsWith("{\"level\":\"L1\",\"problems\":1,\"machine\":[{\"about\":\"Java\",\"weight\":\"problem\",")
                .contains("\"nodes\":{\"7\":[{");
    }
}
