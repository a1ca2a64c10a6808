package dev.middleman.itests.system.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped container file, built and run, without any network. The image with Java that it starts from is the one that it
 * names where that can be had, or {@code -Dmiddleman.java.image=NAME}, or else one that is made of this machine's Java.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ContainerImageIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /**
     * As the file's first lines say, cut off from every network, and with limits that a machine grants which may not raise its
     * own.
     */
    private static final List<String> RESTRICTED = List.of(
            "--read-only",
            "--tmpfs",
            "/tmp:rw,exec,nosuid,nodev,mode=1777",
            "--cap-drop=all",
            "--security-opt=no-new-privileges",
            "--ulimit",
            "core=0",
            "--ulimit",
            "nofile=1024:1024",
            "--ulimit",
            "nproc=1000:1000",
            "--network=none",
            "--log-driver=none");

    @TempDir
    Path folder;

    private final String image =
            "localhost/middleman-itest-" + ProcessHandle.current().pid();
    private final String ownJava = image + "-java";
    private Engine engine;

    /** Skips unless there is an engine and one of them may run what it builds. */
    @BeforeEach
    void buildTheImage() throws Exception {
        Path home = Distribution.shared().folder();
        List<Engine> engines = Engine.here(home);
        assumeTrue(
                !engines.isEmpty(),
                "skipped: needs podman (Debian packages podman and runc) or docker, and that it works");
        Path file = home.resolve("share/container/Containerfile");
        for (Engine candidate : engines) {
            engine = candidate;
            if (!engine.succeeds("image", "inspect", image)) {
                engine.run("build", "--build-arg", "JAVA=" + java(file), "-f", file.toString(), "-t", image, ".");
            }
            if (shell("true").awaitExit(LIMIT) == 0) {
                return;
            }
        }
        assumeTrue(false, "skipped: " + engines + " may not run containers here");
    }

    private String java(Path file) throws Exception {
        String named = System.getProperty("middleman.java.image");
        if (named != null) {
            return named;
        }
        Matcher usual = Pattern.compile("(?m)^ARG JAVA=(\\S+)$").matcher(Files.readString(file));
        assertThat(usual.find()).isTrue();
        if (engine.succeeds("image", "inspect", usual.group(1)) || engine.succeeds("pull", usual.group(1))) {
            return usual.group(1);
        }
        Path scratch =
                Files.createDirectory(folder.resolve("java-" + engine.words().size()));
        JavaImage.make(engine, ownJava, Distribution.shared().java(folder), scratch);
        return ownJava;
    }

    @AfterEach
    void removeTheImages() {
        if (engine != null) {
            engine.succeeds("rm", "-f", "--volumes", name());
            engine.succeeds("rmi", "-f", image);
            engine.succeeds("rmi", "-f", ownJava);
        }
    }

    @Test
    void shouldRunWithoutRootOnAFileSystemThatCannotBeWrittenTo() throws Exception {
        Program shell = shell("id -u; echo x > /tmp/x && echo scratch; echo x > /x || echo read-only");
        assertThat(shell.awaitExit(LIMIT)).as(shell.tail()).isZero();
        // The line in between is the control: where writing is allowed, it works.
        assertThat(shell.output()).containsExactly("64731", "scratch", "read-only");

        Conf conf = new Conf(folder.resolve("conf"))
                .with(
                        "dev.middleman.engine-m1",
                        Map.of("name", "m1", "ip4", "127.0.0.1", "ports", "ephemeral:16", "allowLoopback", true));
        // The user in the container is none that this machine knows.
        for (Path path : List.of(folder, conf.folder())) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Program node = run(List.of("--name", name(), "-v", conf.folder() + ":/etc/middleman:ro"));
        node.awaitLine("^READY after", LIMIT);
        assertThat(node.output()).anyMatch(line -> line.matches("level L[12]\\b.*"));
        engine.run("stop", name());
        assertThat(node.awaitExit(LIMIT)).as(node.tail()).isZero();
    }

    /** Of the container. */
    private String name() {
        return image.substring(image.indexOf('/') + 1);
    }

    private Program shell(String script) {
        return run(List.of("--rm", "--entrypoint", "/bin/sh"), "-c", script);
    }

    private Program run(List<String> options, String... arguments) {
        List<String> command = new ArrayList<>(List.of("run"));
        command.addAll(RESTRICTED);
        command.addAll(options);
        command.add(image);
        command.addAll(List.of(arguments));
        return engine.start(command);
    }
}
