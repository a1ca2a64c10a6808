package dev.middleman.itests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.node.Conf;
import dev.middleman.itests.system.node.Distribution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node and its operator in another terminal. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ControlIT {

    private static final Duration LIMIT = Duration.ofSeconds(40);

    @TempDir
    Path folder;

    private final List<Program> programs = new ArrayList<>();
    private Program node;
    private String socket;

    @BeforeEach
    void startANode() throws Exception {
        Conf conf = new Conf(folder.resolve("conf"))
                .with(
                        "dev.middleman.engine-m1",
                        Map.of("name", "m1", "ip4", "127.0.0.1", "ports", "ephemeral:16", "allowLoopback", true));
        node = start("run", "--no-shell", "--conf", conf.folder().toString());
        socket = node.awaitLine("^control (.+)$", LIMIT).group(1);
    }

    @AfterEach
    void killPrograms() {
        programs.forEach(Program::close);
    }

    private Program start(String... arguments) {
        Program program = Program.start(
                "middleman " + arguments[0], folder, Distribution.shared().command(arguments));
        programs.add(program);
        return program;
    }

    private Program say(int status, String... arguments) {
        Program program = start(arguments);
        program.endInput();
        assertThat(program.awaitExit(LIMIT)).as(program.tail()).isEqualTo(status);
        return program;
    }

    @Test
    void shouldTellItsStateDrainAndStop() throws Exception {
        node.awaitLine("^READY after", LIMIT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(socket))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(Path.of(socket).getParent())))
                .isEqualTo("rwx------");

        assertThat(say(0, "status", "--control", socket).output())
                .startsWith("READY")
                .anyMatch(line -> line.startsWith("level L"))
                .contains("middle-man m1");
        assertThat(say(0, "shell", "--control", socket, "middleman:totals", "--json")
                        .output())
                .singleElement()
                .asString()
                .startsWith("{\"m1\": {\"received\": 0,");

        assertThat(say(0, "top", "--control", socket, "--seconds", "1", "--count", "2")
                        .output())
                .filteredOn(line -> line.startsWith("READY"))
                .hasSize(2);

        assertThat(say(0, "drain", "--control", socket, "--seconds", "5").output())
                .containsExactly("0 sessions left");
        assertThat(say(0, "shell", "--control", socket, "middleman:drain", "--json")
                        .output())
                .singleElement()
                .asString()
                .contains("\"drains\": true");
        assertThat(say(0, "drain", "--control", socket, "--off").output()).anyMatch(line -> line.matches("m1 +no .*"));

        say(0, "stop", "--control", socket);
        assertThat(node.awaitExit(LIMIT)).isZero();
        assertThat(Path.of(socket).getParent()).doesNotExist();
    }

    /** With a program of the test's own in the place of systemd's. */
    @Test
    void shouldTellTheServiceManagerThatItIsReadyAndItsLevel() throws Exception {
        Path programs = Files.createDirectory(folder.resolve("bin"));
        Path told = folder.resolve("told");
        Path notify = Files.writeString(
                programs.resolve("systemd-notify"),
                "#!/bin/sh\nprintf '%s\\n' \"$NOTIFY_SOCKET\" \"$@\" >" + told + "\n");
        Files.setPosixFilePermissions(notify, PosixFilePermissions.fromString("rwxr-xr-x"));
        Conf conf = new Conf(folder.resolve("conf2"));
        List<String> command = new ArrayList<>(
                List.of("env", "NOTIFY_SOCKET=@middleman-test", "PATH=" + programs + ":" + System.getenv("PATH")));
        command.addAll(Distribution.shared()
                .command("run", "--no-shell", "--conf", conf.folder().toString()));
        Program service = Program.start("service", folder, command);
        this.programs.add(service);
        service.awaitLine("^READY ", LIMIT);
        service.terminate();
        assertThat(service.awaitExit(LIMIT)).isZero();
        assertThat(service.errors()).isEmpty();
        assertThat(Files.readAllLines(told))
                .hasSize(3)
                .startsWith("@middleman-test", "--ready")
                .last()
                .asString()
                .startsWith("--status=level L");
    }

    /** The container's own, of which some take bundles and some return what is not text. */
    @Test
    void shouldRunAnyCommandOfTheContainer() {
        node.awaitLine("^READY after", LIMIT);
        String policy = "dev.middleman.policy.first";
        assertThat(bundle(policy)).contains("Active");

        assertThat(say(1, "shell", "--control", socket, "felix:stop", policy + ".nosuch")
                        .errors())
                .singleElement()
                .asString()
                .contains("stop");
        say(0, "shell", "--control", socket, "felix:stop", policy);
        assertThat(bundle(policy)).contains("Resolved");
        String number = bundle(policy).strip().split("\\|")[0];
        say(0, "shell", "--control", socket, "felix:start", number);
        say(0, "shell", "--control", socket, "felix:update", number);
        assertThat(bundle(policy)).contains("Active");

        assertThat(say(0, "shell", "--control", socket, "scr:list").output())
                .anyMatch(line -> line.contains("dev.middleman.console.TotalsCommand"))
                .noneMatch(line -> line.contains("DTO;@"));
    }

    /** What the container says of it. */
    private String bundle(String symbolicName) {
        return say(0, "shell", "--control", socket, "felix:lb", "-s", symbolicName).output().stream()
                .filter(line -> line.contains(symbolicName))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldSayWhatIsWrong() {
        node.awaitLine("^READY after", LIMIT);
        assertThat(say(2, "drain", "--control", socket, "--seconds", "0").errors())
                .contains("--seconds 0 is not in 1..86400");
        assertThat(say(1, "shell", "--control", socket, "middleman:drain", "soon")
                        .errors())
                .containsExactly("middleman: seconds soon is neither in 1..86400 nor off");
        assertThat(say(1, "shell", "--control", socket, "middleman:nothing").errors())
                .singleElement()
                .asString()
                .contains("middleman:nothing");
        assertThat(say(1, "status", "--control", folder.resolve("none").toString())
                        .errors())
                .singleElement()
                .asString()
                .startsWith("middleman: the node at " + folder.resolve("none") + " does not answer");

        // All of that has done nothing to it.
        say(0, "drain", "--control", socket, "--stop");
        assertThat(node.awaitExit(LIMIT)).isZero();
    }
}
