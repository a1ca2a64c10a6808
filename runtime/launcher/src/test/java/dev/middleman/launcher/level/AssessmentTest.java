package dev.middleman.launcher.level;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class AssessmentTest {

    private static final ProcessFlags ALL_SET = ProcessFlags.of(ProcessFlags.REQUIRED);
    private static final Optional<List<Measure>> ALL_ON =
            Optional.of(List.of(new Measure("secret-memory", true, ""), new Measure("dumpable", true, "")));

    /** A run of which everything is as it should be; each test spoils something. */
    private Set<String> transports = Set.of("ffm");

    private int java = 25;
    private boolean kaServer;
    private boolean hints;
    private ProcessFlags flags = ALL_SET;
    private boolean inMemory = true;
    private Optional<Long> coreLimit = Optional.of(0L);
    private boolean swap;
    private Tracking tracking = Tracking.NONE;
    private Optional<List<Measure>> measures = ALL_ON;

    private Assessment assess() {
        return Assessment.of(
                new Facts(java, transports, kaServer, hints, flags, inMemory, coreLimit, swap, tracking, measures));
    }

    private void shouldBeL0Because(String reason) {
        assertThat(assess().level()).isEqualTo(Level.L0);
        assertThat(assess().line()).isEqualTo("level L0; for L1: " + reason);
        assertThat(assess().missingFor(Level.L1)).containsExactly(reason);
    }

    private void shouldBeL1Because(String reason) {
        assertThat(assess().level()).isEqualTo(Level.L1);
        assertThat(assess().line()).isEqualTo("level L1; for L2: " + reason);
        assertThat(assess().missingFor(Level.L1)).isEmpty();
        assertThat(assess().missingFor(Level.L2)).containsExactly(reason);
    }

    @Test
    void shouldBeL2WhereNothingIsMissing() {
        assertThat(assess().level()).isEqualTo(Level.L2);
        assertThat(assess().line()).isEqualTo("level L2");
        assertThat(assess().missingFor(Level.L2)).isEmpty();
    }

    @Test
    void shouldBeL0WhereAddressesPassThroughTheHeap() {
        hints = true;
        shouldBeL0Because("allowHints is on: addresses pass through the heap");
    }

    @Test
    void shouldBeL0OnAnOlderJava() {
        java = 24;
        shouldBeL0Because("this is Java 24, not 25");
    }

    @Test
    void shouldBeL0WhereOneOfSeveralMiddleMenIsOnAnotherTransport() {
        transports = Set.of("ffm", "netty-epoll");
        shouldBeL0Because("netty-epoll is in use instead of ffm");
    }

    @Test
    void shouldBeL0WithoutAnyTransport() {
        transports = Set.of();
        shouldBeL0Because("no transport is there");
    }

    @Test
    void shouldBeL0BesideAKaServer() {
        kaServer = true;
        shouldBeL0Because("a KA server is in this process");
    }

    @Test
    void shouldBeL0WithoutAFlag() {
        flags = new ProcessFlags(List.of("-XX:-UseOnStackReplacement"), List.of());
        shouldBeL0Because("-XX:-UseOnStackReplacement is not set");
    }

    @Test
    void shouldBeL0WithAFlagThatWritesFiles() {
        flags = new ProcessFlags(List.of(), List.of("-XX:+HeapDumpOnOutOfMemoryError"));
        shouldBeL0Because("-XX:+HeapDumpOnOutOfMemoryError is set");
    }

    @Test
    void shouldBeL0WithStorageOnDisk() {
        inMemory = false;
        shouldBeL0Because("the container's storage is on disk");
    }

    @Test
    void shouldBeL1WithoutTheBundleThatProtects() {
        measures = Optional.empty();
        shouldBeL1Because("bundle harden is not there");
    }

    @Test
    void shouldBeL1WithAMeasureThatIsOffAndSayWhy() {
        measures = Optional.of(List.of(new Measure("secret-memory", false, "the kernel has none")));
        shouldBeL1Because("measure secret-memory does not hold (the kernel has none)");
    }

    @Test
    void shouldBeL1WhereACoreFileMayBeWritten() {
        coreLimit = Optional.of(1L);
        shouldBeL1Because("the limit of core files is not 0");
        coreLimit = Optional.empty();
        shouldBeL1Because("the limit of core files is not 0");
    }

    @Test
    void shouldBeL1WithSwap() {
        swap = true;
        shouldBeL1Because("swap is on");
    }

    @Test
    void shouldLeaveSwapAndCoreFilesToTheBundleThatLooksAfterThem() {
        swap = true;
        coreLimit = Optional.empty();
        measures = Optional.of(List.of(new Measure("swap", true, ""), new Measure("core", true, "")));
        assertThat(assess().level()).isEqualTo(Level.L2);
        measures = Optional.of(List.of(new Measure("swap", false, "not locked"), new Measure("core", true, "")));
        shouldBeL1Because("measure swap does not hold (not locked)");
    }

    @Test
    void shouldBeL1WhereConnectionsAreTracked() {
        tracking = Tracking.TRACKED;
        shouldBeL1Because("the kernel tracks connections at the relay ports");
        tracking = Tracking.UNKNOWN;
        shouldBeL1Because("the kernel tracks connections, perhaps those at the relay ports");
    }

    @Test
    void shouldNameEverythingThatIsMissingForTheLevelThatIsWanted() {
        java = 17;
        transports = Set.of("netty-epoll");
        swap = true;
        assertThat(assess().line())
                .isEqualTo("level L0; for L1: this is Java 17, not 25, netty-epoll is in use instead of ffm");
        assertThat(assess().missingFor(Level.L0)).isEmpty();
        assertThat(assess().missingFor(Level.L2)).hasSize(3).last().isEqualTo("swap is on");
    }
}
