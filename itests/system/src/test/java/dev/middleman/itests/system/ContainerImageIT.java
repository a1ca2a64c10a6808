package dev.middleman.itests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.node.Conf;
import dev.middleman.itests.system.node.Distribution;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped container file, built and run, without any network. The image with Java that it starts from has to be had;
 * {@code -Dmiddleman.java.image=NAME} names another one.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ContainerImageIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration BUILD = Duration.ofSeconds(180);

    /** As the file's first lines say, without what a test machine may not grant, and cut off from every network. */
    private static final List<String> RESTRICTED = List.of(
            "--read-only",
            "--tmpfs",
            "/tmp:rw,exec,nosuid,nodev,mode=1777",
            "--cap-drop=all",
            "--security-opt=no-new-privileges",
            "--ulimit",
            "core=0",
            "--network=none",
            "--log-driver=none");

    @TempDir
    Path folder;

    private final String image = "middleman-itest-" + ProcessHandle.current().pid();
    private Path file;
    private String engine;

    @BeforeEach
    void buildTheImage() throws Exception {
        file = Distribution.shared().folder().resolve("share/container/Containerfile");
        engine = List.of("podman", "docker").stream()
                .filter(name -> status(name, "info") == 0)
                .findFirst()
                .orElse(null);
        assumeTrue(engine != null, "skipped: needs podman or docker (Debian package podman), and that it works here");
        String java =
                Optional.ofNullable(System.getProperty("middleman.java.image")).orElse(javaImage());
        assumeTrue(
                status(engine, "image", "inspect", java) == 0 || status(engine, "pull", java) == 0,
                "skipped: the image " + java + " is not here and cannot be fetched");
        Program build = engine("build", "--build-arg", "JAVA=" + java, "-f", file.toString(), "-t", image, ".");
        assertThat(build.awaitExit(BUILD)).as(build.tail()).isZero();
    }

    private String javaImage() throws Exception {
        Matcher found = Pattern.compile("(?m)^ARG JAVA=(\\S+)$").matcher(Files.readString(file));
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    @AfterEach
    void removeTheImage() {
        if (engine != null) {
            status(engine, "rm", "-f", image);
            status(engine, "rmi", "-f", image);
        }
    }

    @Test
    void shouldRunWithoutRootOnAFileSystemThatCannotBeWrittenTo() throws Exception {
        Program shell = run(
                List.of("--rm", "--entrypoint", "/bin/sh"), "-c", "echo user $(id -u); echo x > /x || echo read-only");
        shell.awaitExit(LIMIT);
        assumeTrue(
                shell.output().stream().anyMatch(line -> line.startsWith("user ")),
                "skipped: " + engine + " may not run containers here");
        assertThat(shell.output()).contains("read-only").noneMatch(line -> line.equals("user 0"));

        Conf conf = new Conf(folder.resolve("conf"))
                .with(
                        "dev.middleman.engine-m1",
                        Map.of("name", "m1", "ip4", "127.0.0.1", "ports", "ephemeral:16", "allowLoopback", true));
        // The user in the container is none that this machine knows.
        for (Path path : List.of(folder, conf.folder())) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Program node = run(List.of("--name", image, "-v", conf.folder() + ":/etc/middleman:ro"));
        node.awaitLine("^READY after", LIMIT);
        assertThat(node.output()).anyMatch(line -> line.matches("level L[12]\\b.*"));
        assertThat(status(engine, "stop", image)).isZero();
        assertThat(node.awaitExit(LIMIT)).as(node.tail()).isZero();
    }

    private Program run(List<String> options, String... arguments) {
        List<String> command = new ArrayList<>(List.of("run"));
        command.addAll(RESTRICTED);
        command.addAll(options);
        command.add(image);
        command.addAll(List.of(arguments));
        return engine(command.toArray(String[]::new));
    }

    private Program engine(String... arguments) {
        List<String> command = new ArrayList<>(List.of(engine));
        command.addAll(List.of(arguments));
        return Program.start(engine, Distribution.shared().folder(), command);
    }

    /** The status of a command that ends by itself; -1 where there is no such program. */
    private int status(String... command) {
        try {
            return Program.start(command[0], folder, List.of(command)).awaitExit(BUILD);
        } catch (UncheckedIOException notInstalled) {
            return -1;
        }
    }
}
