package dev.middleman.itests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.node.Conf;
import dev.middleman.itests.system.node.Distribution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which level a node says that it has, and what the doctor says to that. */
class LevelIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Pattern JAVA = Pattern.compile("Java (\\d+) in (.*)");

    @TempDir
    Path folder;

    private final List<Program> programs = new ArrayList<>();
    private Conf conf;

    @BeforeEach
    void configureAMiddleman() {
        conf = new Conf(folder.resolve("conf"))
                .with(
                        "dev.middleman.engine-m1",
                        Map.of("name", "m1", "ip4", "127.0.0.1", "ports", "ephemeral:16", "allowLoopback", true));
    }

    @AfterEach
    void killPrograms() {
        programs.forEach(Program::close);
    }

    @Test
    void shouldHaveL1WithTheNewestJavaAndLoseItWithTheTransport() {
        needNewerJava();
        Program node = run("", "--level", "L1");
        node.awaitLine("^level L[12]\\b", LIMIT);
        node.awaitLine("^READY after", LIMIT);
        for (String measure : List.of("dumpable", "core", "swap", "secret-memory", "drift-flush")) {
            assertThat(node.output()).anyMatch(line -> line.matches("measure " + measure + " (on\\b.*|off: .+)"));
        }
        assertThat(ask(node, "middleman:level --json"))
                .startsWith("{\"level\": \"L")
                .doesNotStartWith("{\"level\": \"L0");

        node.type("middleman:swap netty-nio");
        node.awaitLine("ffm -> netty-nio", LIMIT);

        assertThat(ask(node, "middleman:level --json"))
                .startsWith("{\"level\": \"L0\", \"forL1\": [\"netty-nio is in use instead of ffm\"]");
        node.terminate();
        assertThat(node.awaitExit(LIMIT)).isZero();
    }

    private static String ask(Program node, String command) {
        int mark = node.mark();
        node.type(command);
        return node.awaitLine(mark, "\\{\"level\".*", LIMIT).group();
    }

    @Test
    void shouldRefuseALevelThatARunCannotHave() {
        Program node = run("-Xlog:gc:" + folder.resolve("gc.log"), "--level", "l1");

        assertThat(node.awaitExit(LIMIT)).isEqualTo(1);
        assertThat(node.errors())
                .singleElement()
                .asString()
                .startsWith("middleman: this run cannot have level L1: ")
                .contains("-Xlog:gc:" + folder.resolve("gc.log") + " is set");
        assertThat(node.output()).noneMatch(line -> line.startsWith("READY"));
    }

    @Test
    void shouldRunWithoutTheLevelButSayWhatIsMissing() {
        Program node = run("-Xlog:gc:" + folder.resolve("gc.log"));
        node.awaitLine("^READY after", LIMIT);
        assertThat(node.output())
                .filteredOn(line -> line.startsWith("level "))
                .singleElement()
                .asString()
                .startsWith("level L0; for L1: ")
                .contains("gc.log is set");

        Program doctor = Distribution.shared()
                .run(folder, "doctor", "--json", "--conf", conf.folder().toString(), "--pid", "" + node.pid());

        assertThat(doctor.awaitExit(LIMIT)).isEqualTo(1);
        assertThat(doctor.output())
                .singleElement()
                .asString()
                .contains("\"about\":\"virtual machine\",\"weight\":\"problem\"");
    }

    @Test
    void shouldFindNothingWrongWithTheFlagsOfANodeThatTheScriptStarted() {
        Program node = run("");
        node.awaitLine("^READY after", LIMIT);

        Program doctor = Distribution.shared()
                .run(folder, "doctor", "--level", "L0", "--conf", conf.folder().toString(), "--pid", "" + node.pid());

        doctor.awaitExit(LIMIT);
        assertThat(doctor.output())
                .contains(
                        "node " + node.pid(),
                        "  ok  virtual machine: all flags are set",
                        "  ok  core files: the limit is 0");
        assertThat(doctor.output()).noneMatch(line -> line.contains("127.0.0.1"));
    }

    @Test
    void shouldForgetTheOptionsOfOtherPrograms() {
        Program node = start(List.of("env", "JAVA_TOOL_OPTIONS=-Xlog:gc:" + folder.resolve("gc.log")));
        node.awaitLine("^READY after", LIMIT);
        assertThat(folder.resolve("gc.log")).doesNotExist();
    }

    @Test
    void shouldLeaveNothingForTheNextNodeWhenItIsKilled() throws Exception {
        Path memory = Files.createDirectory(folder.resolve("storage"));
        Program node = run("", "--storage", memory.toString());
        node.awaitLine("^READY after", LIMIT);
        node.kill();
        assertThat(memory).as("what a killed node leaves").isNotEmptyDirectory();
        String left = memory.toFile().list()[0];

        Program next = run("", "--storage", memory.toString());
        next.awaitLine("^READY after", LIMIT);
        assertThat(memory.toFile().list()).hasSize(1).doesNotContain(left);
        next.terminate();

        assertThat(next.awaitExit(LIMIT)).isZero();
        assertThat(memory).isEmptyDirectory();
    }

    private void needNewerJava() {
        Program version = Distribution.shared().run(folder, "-v", "--version");
        version.awaitExit(LIMIT);
        var java = JAVA.matcher(version.errors().get(0));
        assumeTrue(
                java.find() && Integer.parseInt(java.group(1)) >= 25,
                "skipped: needs a JDK 25, without which there is only level L0");
        assumeTrue(
                Files.isDirectory(Distribution.shared().folder().resolve("bundle-java22")),
                "skipped: the distribution was built without a JDK of 22 or later");
    }

    private Program run(String javaOptions, String... options) {
        return start(List.of("env", "MIDDLEMAN_JAVA_OPTS=-Dmiddleman.terminal=true " + javaOptions), options);
    }

    private Program start(List<String> environment, String... options) {
        List<String> command = new ArrayList<>(environment);
        command.addAll(
                Distribution.shared().command("run", "--conf", conf.folder().toString()));
        command.addAll(List.of(options));
        Program program = Program.start("node", folder, command);
        programs.add(program);
        return program;
    }
}
