package dev.middleman.testkit.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That what another process holds is found, and in which kind of place. */
@Timeout(60)
class ProcessMemoryTest {
    private static final String HELD = "198.18.90.171";
    private static final String OTHER = "198.18.90.172";

    private Process process;

    @AfterEach
    void endProcess() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldFindWhatAProcessHoldsAndNothingElse() throws Exception {
        ProcessMemory memory = start("HELD=" + HELD);
        Search search = new Search(new Needles().text("held", HELD).text("other", OTHER));

        Findings findings = memory.search(search);

        assertThat(findings.hits("held")).isPositive();
        assertThat(findings.hits("other")).isZero();
        assertThat(findings.toString()).contains("stack of cat").doesNotContain(HELD);
        assertThat(findings.bytes()).isPositive();
    }

    @Test
    void shouldNotReadAProcessThatIsGone() throws Exception {
        ProcessMemory memory = start("HELD=none");
        process.destroyForcibly().waitFor();

        assertThat(memory.isReadable()).isFalse();
    }

    /** A program that waits for its input to end. */
    private ProcessMemory start(String variable) throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/self/maps")), "skipped: needs /proc, which is Linux");
        process = new ProcessBuilder("env", variable, "cat").start();
        // Its answer tells that it is cat already, and not on its way to become it, when there is no memory to read.
        process.outputWriter().write("up\n");
        process.outputWriter().flush();
        assertThat(process.inputReader().readLine()).isEqualTo("up");
        ProcessMemory memory = new ProcessMemory(process.pid());
        assumeTrue(memory.isReadable(), "skipped: needs root or the right to trace a child (CAP_SYS_PTRACE)");
        return memory;
    }

    @Test
    void shouldLeaveOutWhatAProcessMayNotReadItself() {
        assertThat(Region.parse("7f0000001000-7f0000002000 ---p 00000000 00:00 0"))
                .isEmpty();
        assertThat(Region.parse("ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0   [vsyscall]"))
                .isEmpty();
        assertThat(Region.parse("7ffd0000000-7ffd0001000 r-xp 00000000 00:00 0   [vdso]"))
                .isEmpty();
    }

    @Test
    void shouldTellTheKindOfAPlace() {
        List<ProcessMemory.Stack> stacks = List.of(new ProcessMemory.Stack(0x7f0000001800L, "m1/shard-0"));

        assertThat(place("7f0000001000-7f0000002000 rw-p 00000000 00:00 0", stacks))
                .isEqualTo("stack of m1/shard-0");
        assertThat(place("7f0000002000-7f0000003000 rw-p 00000000 00:00 0", stacks))
                .isEqualTo("anonymous");
        assertThat(place("7f0000002000-7f0000003000 rwxp 00000000 00:00 0", stacks))
                .isEqualTo("code");
        assertThat(place("700000000-710000000 rw-p 00000000 00:00 0", stacks)).isEqualTo("Java heap");
        assertThat(place("5581e000-5583f000 rw-p 00000000 00:00 0    [heap]", stacks))
                .isEqualTo("[heap]");
        assertThat(place("7f0000002000-7f0000003000 r--p 00000000 08:01 17   /usr/lib/some.so", stacks))
                .isEqualTo("a file");
        assertThat(place("7f0000002000-7f0000003000 rw-p 00000000 08:01 17   /usr/lib/some.so", stacks))
                .isEqualTo("written pages of a file");
    }

    private static String place(String line, List<ProcessMemory.Stack> stacks) {
        return Region.parse(line).orElseThrow().place(stacks);
    }
}
