package dev.middleman.itests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.node.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which Java the start script takes, shown with Javas that only say who they are. */
class JavaChoiceIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void shouldTakeTheNewestJava() throws Exception {
        Path newest = pretend(999);

        Program program = start("JAVA_HOME=" + newest, "-v", "--version");

        assertThat(program.awaitExit(LIMIT)).isZero();
        assertThat(program.output()).containsExactly("here is 999");
        assertThat(program.errors()).containsExactly("middleman: Java 999 in " + newest);
    }

    @Test
    void shouldPassOverAnOlderJavaThoughItIsNamed() throws Exception {
        Program program = start("JAVA_HOME=" + pretend(11), "--version");

        assertThat(program.awaitExit(LIMIT)).isZero();
        assertThat(program.output().get(0)).startsWith("middleman ");
    }

    @Test
    void shouldTakeTheJavaThatItIsTold() throws Exception {
        pretend(999);
        Path told = pretend(17);

        Program byFolder = start("MIDDLEMAN_JAVA=" + told, "--version");
        Program byProgram = start("MIDDLEMAN_JAVA=" + told.resolve("bin").resolve("java"), "--version");

        assertThat(byFolder.awaitExit(LIMIT)).isZero();
        assertThat(byProgram.awaitExit(LIMIT)).isZero();
        assertThat(byFolder.output()).containsExactly("here is 17");
        assertThat(byProgram.output()).containsExactly("here is 17");
    }

    @Test
    void shouldSayThatAJavaIsTooOldOrNotThere() throws Exception {
        Path old = pretend(11);

        Program tooOld = start("MIDDLEMAN_JAVA=" + old);
        Program nowhere = start("MIDDLEMAN_JAVA=" + folder.resolve("nowhere"));

        assertThat(tooOld.awaitExit(LIMIT)).isEqualTo(1);
        assertThat(tooOld.errors())
                .containsExactly("middleman: Java 17 or later is needed; the newest found is 11 in " + old);
        assertThat(nowhere.awaitExit(LIMIT)).isEqualTo(1);
        assertThat(nowhere.errors()).singleElement().asString().contains("nowhere, which is neither");
    }

    /** A JDK's folder of that version, of which only the outside is there. */
    private Path pretend(int major) throws IOException {
        Path jdk = Files.createDirectories(folder.resolve("jdk-" + major));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + major + ".0.1\"\n");
        Path java = Files.createDirectories(jdk.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho here is " + major + "\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        return jdk;
    }

    private Program start(String variable, String... arguments) {
        List<String> command = new ArrayList<>(List.of("env", variable));
        command.addAll(Distribution.shared().command(arguments));
        return Program.start("middleman", folder, command);
    }
}
