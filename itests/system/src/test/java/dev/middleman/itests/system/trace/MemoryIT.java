package dev.middleman.itests.system.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Tools;
import dev.middleman.itests.system.node.Distribution;
import dev.middleman.itests.system.node.Launch;
import dev.middleman.testkit.trace.Findings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Level L1: when its sessions have ended, no address of a peer is anywhere in the memory of a node. */
class MemoryIT {
    private static final int SESSIONS = 1_000;
    /** Enough datagrams for every loop on their way to be compiled while it runs. */
    private static final int ROUNDS = 50;

    private static final int RUNS = Integer.getInteger("middleman.trace.runs", 3);

    private static final int MUTANT_RUNS = Integer.getInteger("middleman.trace.mutants", 1);
    private static final String JAVA_OPTIONS = System.getProperty("middleman.trace.java", "-XX:-UseOnStackReplacement");

    private static final Mutant.Target ENGINE_LEGS = new Mutant.Target(
            "engine", "dev/middleman/engine/table/Legs", Path.of(System.getProperty("java.home")), 17);

    @TempDir
    Path folder;

    @BeforeEach
    void needRights() {
        Tools.needNamespaces();
    }

    @Test
    @Timeout(600)
    void shouldHoldNoAddressOfAPeerAfterItsSessions() throws Exception {
        for (int run = 1; run <= RUNS; run++) {
            Findings after = oneRun("run-" + run, launch());

            Scenes.assertNoAddress("memory", after);
        }
    }

    @Test
    @Timeout(600)
    void shouldNoticeThatATableIsNotWiped() throws Exception {
        Distribution mutant = Mutant.make(folder, ENGINE_LEGS, "lines.putLong(at, 0);", "lines.getLong(at);");
        for (int run = 1; run <= MUTANT_RUNS; run++) {
            Findings after = oneRun("table-" + run, launch().of(mutant));

            assertThat(after.distinct(Scene.PEER4)).isEqualTo(Crowd.IP4);
            assertThat(after.distinct(Scene.PEER6)).isEqualTo(SESSIONS);
        }
    }

    /**
     * Counts what survives with and without each measure. A count can be anything, so nothing is asserted but that it is not of
     * chance; docs/no-trace.md has the numbers.
     */
    @Test
    @Timeout(7_200)
    @EnabledIfSystemProperty(named = "middleman.trace.count", matches = "\\d+")
    void shouldCountWhatEachMeasureChanges() throws Exception {
        Mutant.Target scrubbing = new Mutant.Target(
                "transport-ffm",
                "dev/middleman/transport/ffm/Scrub",
                Distribution.shared().java(folder),
                22);
        Distribution unscrubbed = Mutant.make(folder, scrubbing, "DEPTH = 750;", "DEPTH = 0;");
        for (Distribution distribution : List.of(unscrubbed, Distribution.shared())) {
            String scrub = distribution == unscrubbed ? "without scrub" : "with scrub";
            for (String option : List.of("-XX:+UseOnStackReplacement", "-XX:-UseOnStackReplacement")) {
                count(scrub + ", " + option, Launch.usual().of(distribution).withJava(option));
            }
        }
    }

    private void count(String what, Launch launch) throws Exception {
        int runs = Integer.getInteger("middleman.trace.count");
        int withHits = 0;
        long hits = 0;
        for (int run = 1; run <= runs; run++) {
            Findings after = oneRun(what.replaceAll("[^\\w+-]+", "_") + "-" + run, launch);
            assertThat(after.hits(Scene.NOBODY)).as("hits by chance").isZero();
            withHits += Scenes.addresses(after) > 0 ? 1 : 0;
            hits += Scenes.addresses(after);
        }
        System.out.println(what + ": " + withHits + " of " + runs + " runs with hits, " + hits + " hits");
    }

    private Findings oneRun(String name, Launch launch) throws Exception {
        Path own = Files.createDirectory(folder.resolve(name));
        try (Scene scene =
                new Scene(own, launch, SESSIONS, ThreadLocalRandom.current().nextLong(1L << 40))) {
            scene.drawCrowd();
            scene.meet(ROUNDS);
            Findings live = scene.searchWhileTheyTalk();
            System.out.println(name + " while live: " + live);
            assertThat(live.distinct(Scene.PEER4)).isEqualTo(Crowd.IP4);
            assertThat(live.distinct(Scene.PEER6)).isEqualTo(SESSIONS);
            assertThat(live.distinct(Scene.SID)).isEqualTo(2 * SESSIONS);
            assertThat(live.distinct(Scene.KEY)).isEqualTo(2 * SESSIONS);
            scene.part();
            Findings after = scene.search();
            System.out.println(name + " afterwards: " + after);
            return after;
        }
    }

    private static Launch launch() {
        return Launch.usual().withJava(JAVA_OPTIONS.split(" "));
    }
}
