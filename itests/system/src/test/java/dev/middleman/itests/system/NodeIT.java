package dev.middleman.itests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.node.Conf;
import dev.middleman.itests.system.node.Distribution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node's life in the foreground: how it starts, what it complains of, how it stops, what it leaves. */
class NodeIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

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

    private Program start(String... options) {
        List<String> command = new ArrayList<>(List.of("env", "MIDDLEMAN_JAVA_OPTS=-Djava.io.tmpdir=" + temporary));
        command.addAll(
                Distribution.shared().command("run", "--conf", conf.folder().toString()));
        command.addAll(List.of(options));
        Program program = Program.start("node", folder, command);
        programs.add(program);
        return program;
    }
}
