package dev.middleman.itests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.node.Conf;
import dev.middleman.itests.system.node.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node's life in the foreground: how it starts, what it complains of, how it stops, what it leaves. */
class NodeIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(250);

    @TempDir
    Path folder;

    private final List<Program> programs = new ArrayList<>();
    private Conf conf;
    private Path temporary;

    @BeforeEach
    void makeFolders() throws Exception {
        conf = new Conf(folder.resolve("conf"));
        temporary = Files.createDirectory(folder.resolve("tmp"));
    }

    @AfterEach
    void killPrograms() {
        programs.forEach(Program::close);
    }

    @Test
    void shouldSayThatNothingIsConfiguredAndStopWithStatus0() {
        Program node = start();
        node.awaitLine("^READY nothing is configured", LIMIT);
        assertThat(temporary).as("the container's storage while it runs").isNotEmptyDirectory();

        node.terminate();

        assertThat(node.awaitExit(LIMIT)).isZero();
        assertThat(temporary).as("what a stopped node leaves").isEmptyDirectory();
        assertThat(node.errors()).isEmpty();
    }

    @Test
    void shouldStartWhatIsPutIntoTheDeployFolderAndStopWhatIsTakenOut() throws Exception {
        Path deploy = Files.createDirectory(folder.resolve("deploy"));
        Program node = start("--deploy", deploy.toString());
        node.awaitLine("^READY nothing is configured", LIMIT);
        awaitBundle(node, "No matching bundles found");

        Path made = bundle("itest.guest");
        Files.move(made, deploy.resolve("guest.jar"));

        awaitBundle(node, "Active.*itest\\.guest");
        Files.delete(deploy.resolve("guest.jar"));
        awaitBundle(node, "No matching bundles found");
    }

    /** A bundle with nothing in it. */
    private Path bundle(String symbolicName) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", symbolicName);
        Path jar = folder.resolve(symbolicName + ".jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }

    /** Asks the shell until it says so of the guest. */
    private static void awaitBundle(Program node, String wanted) {
        long endNs = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            int mark = node.mark();
            node.type("felix:lb -s itest.guest");
            String line = node.awaitLine(mark, ".*\\|itest\\.guest.*|.*No matching bundles found.*", LIMIT)
                    .group();
            if (line.matches(".*(" + wanted + ").*")) {
                return;
            }
            assertThat(System.nanoTime()).as("waiting for " + wanted).isLessThan(endNs);
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    @Test
    void shouldStopInGoodOrderThoughItNeverGotReady() {
        conf.with("dev.middleman.engine-m1", "name = m1");
        Program node = start("--ready-seconds", "1");
        node.awaitLine("^NOT READY middle-man: 0 of 1; waiting$", LIMIT);
        int complaints = node.errors().size();

        node.terminate();

        assertThat(node.awaitExit(LIMIT)).isZero();
        assertThat(node.errors().subList(complaints, node.errors().size()))
                .noneMatch(line -> line.contains("IllegalStateException"));
        assertThat(temporary).isEmptyDirectory();
    }

    private Program start(String... options) {
        List<String> command = new ArrayList<>(List.of("env", "MIDDLEMAN_JAVA_OPTS=-Dmiddleman.terminal=true"));
        command.addAll(Distribution.shared()
                .command("run", "--conf", conf.folder().toString(), "--storage", temporary.toString()));
        command.addAll(List.of(options));
        Program program = Program.start("node", folder, command);
        programs.add(program);
        return program;
    }
}
