package dev.middleman.harden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.protection.Measure;
import dev.middleman.api.protection.Measure.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check on made-up machines. */
class SwapCheckTest {
    private static final String HEADING = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";
    private static final String ONE = HEADING + "/swapfile file 1048572 0 -2\n";

    @TempDir
    private Path root;

    @BeforeEach
    void aMachineWithSwap() throws IOException {
        write("proc/self/status", "Name:\tjava\nVmSwap:\t       0 kB\n");
        write("proc/self/cgroup", "0::/system.slice/middleman.service\n");
        write("proc/swaps", ONE);
        write("sys/fs/cgroup/system.slice/memory.swap.max", "max\n");
        write("sys/fs/cgroup/system.slice/middleman.service/memory.swap.max", "max\n");
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private Measure measure() {
        return new SwapCheck(root).measure();
    }

    @Test
    void shouldBeOffWhereTheGroupMaySwap() {
        assertThat(measure().state()).isEqualTo(State.OFF);
        assertThat(measure().reason()).contains("1 swap areas");
    }

    @Test
    void shouldBeOnWithoutSwap() throws IOException {
        write("proc/swaps", HEADING);
        assertThat(measure().state()).isEqualTo(State.ON);
    }

    @Test
    void shouldBeOnWhereTheGroupOrOneAboveItMayNotSwap() throws IOException {
        write("sys/fs/cgroup/system.slice/middleman.service/memory.swap.max", "0\n");
        assertThat(measure().state()).isEqualTo(State.ON);
        write("sys/fs/cgroup/system.slice/middleman.service/memory.swap.max", "4096\n");
        assertThat(measure().state()).isEqualTo(State.OFF);
        write("sys/fs/cgroup/system.slice/memory.swap.max", "0\n");
        assertThat(measure().state()).isEqualTo(State.ON);
    }

    @Test
    void shouldBeOnInTheTopGroupOfAContainer() throws IOException {
        write("proc/self/cgroup", "0::/\n");
        assertThat(measure().state()).isEqualTo(State.OFF);
        write("sys/fs/cgroup/memory.swap.max", "0\n");
        assertThat(measure().state()).isEqualTo(State.ON);
    }

    @Test
    void shouldBeOffWithPagesInSwapWhateverTheLimitsAreNow() throws IOException {
        write("proc/swaps", HEADING);
        write("proc/self/status", "VmSwap:\t     128 kB\n");
        assertThat(measure().state()).isEqualTo(State.OFF);
        assertThat(measure().reason()).contains("128 KiB");
    }

    @Test
    void shouldNotGuessWhereTheSystemDoesNotSay() throws IOException {
        Files.delete(root.resolve("proc/swaps"));
        assertThat(measure().state()).isEqualTo(State.UNAVAILABLE);
    }
}
