package dev.middleman.itests.system.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Tools;
import dev.middleman.itests.system.node.Distribution;
import dev.middleman.itests.system.node.Launch;
import dev.middleman.testkit.trace.Findings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a node leaves behind when it dies with its sessions open: no report, no core, no dump, and no address in what else there is. */
@Timeout(120)
class CrashIT {
    private static final int SESSIONS = 50;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String ERROR_FILE = "-XX:ErrorFile=/dev/null ";
    private static final String NAMES = "hs_err.*|core.*|.*\\.hprof|replay_.*|.*\\.mdmp|.*\\.jfr";

    @TempDir
    Path folder;

    private Path home;
    private Path temporary;
    private Scene scene;

    @BeforeEach
    void makeFolders() throws IOException {
        Tools.needNamespaces();
        Tools.need("bash");
        home = Files.createDirectory(folder.resolve("home"));
        temporary = Files.createDirectory(folder.resolve("tmp"));
    }

    @AfterEach
    void closeScene() {
        scene.close();
    }

    @Test
    void shouldLeaveNothingWhenItIsKilledByASegmentationFault() throws IOException {
        crash(launch());

        assertThat(dumps()).isEmpty();
        assertNoAddressInFiles();
    }

    @Test
    void shouldLeaveNothingWhenMemoryRunsOut() throws IOException {
        exhaust(launch());

        assertThat(dumps()).isEmpty();
        assertNoAddressInFiles();
    }

    @Test
    void shouldSeeTheReportOfACrash() throws IOException {
        Path copy = Files.createDirectory(folder.resolve("mutant"));
        Tools.run("cp", "-r", Distribution.shared().folder() + "/.", copy.toString());
        Path script = copy.resolve("bin").resolve("middleman");
        String text = Files.readString(script);
        assertThat(text).contains(ERROR_FILE);
        Files.writeString(script, text.replace(ERROR_FILE, " "));

        crash(launch().of(new Distribution(copy)));

        assertThat(dumps()).anyMatch(name -> name.startsWith("hs_err"));
    }

    @Test
    void shouldSeeAHeapDump() throws IOException {
        exhaust(launch().withJava("-XX:+HeapDumpOnOutOfMemoryError", "-XX:HeapDumpPath=" + home));

        assertThat(dumps()).anyMatch(name -> name.endsWith(".hprof"));
    }

    private Launch launch() {
        return Launch.usual()
                .withVariable("HOME=" + home)
                .withVariable("TMPDIR=" + temporary)
                .withJava("-Djava.io.tmpdir=" + temporary, "-Xmx64m");
    }

    private void crash(Launch launch) {
        meet(launch);
        Program node = scene.node().program();
        Tools.run("bash", "-c", "kill -SEGV " + node.pid());
        assertThat(node.awaitExit(LIMIT)).isNotZero();
    }

    private void exhaust(Launch launch) {
        meet(launch);
        scene.node().program().type("itest:exhaust");
        assertThat(scene.node().program().awaitExit(LIMIT)).isNotZero();
    }

    private void meet(Launch launch) {
        scene = new Scene(folder, launch, SESSIONS, ThreadLocalRandom.current().nextLong(1L << 40));
        scene.drawCrowd();
        scene.meet(1);
    }

    /** Names of files that a dying virtual machine or its kernel may have written, wherever it may write. */
    private List<String> dumps() throws IOException {
        List<String> names = new ArrayList<>();
        for (Path where : List.of(folder, Path.of("/tmp"))) {
            try (Stream<Path> files = Files.find(
                    where,
                    where.equals(folder) ? 20 : 1,
                    (file, attributes) -> attributes.isRegularFile()
                            && attributes.lastModifiedTime().compareTo(born()) >= 0
                            && file.getFileName().toString().matches(NAMES))) {
                files.map(file -> file.getFileName().toString()).forEach(names::add);
            }
        }
        return names;
    }

    private FileTime born() {
        try {
            return Files.getLastModifiedTime(folder.resolve("conf"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void assertNoAddressInFiles() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Findings findings = scene.needles().file(file);
                Scenes.assertNoAddress(file.getFileName().toString(), findings);
            }
        }
        Path planted = Files.writeString(
                temporary.resolve("planted"), scene.crowd().ip4().get(0).getHostAddress());
        assertThat(scene.needles().file(planted).hits(Scene.PEER4)).isEqualTo(1);
    }
}
