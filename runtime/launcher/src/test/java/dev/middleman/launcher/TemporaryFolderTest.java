package dev.middleman.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TemporaryFolderTest {

    @TempDir
    private Path parent;

    @Test
    void shouldBeItsOwnersAloneAndGoneWhenClosed() throws IOException {
        TemporaryFolder folder = TemporaryFolder.create(parent);
        Files.writeString(Files.createDirectory(folder.path().resolve("sub")).resolve("file"), "text");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
                .isEqualTo("rwx------");
        folder.close();
        assertThat(parent).isEmptyDirectory();
        folder.close();
    }

    @Test
    void shouldLeaveTheOtherFoldersOfTheSameProcessAlone() {
        try (TemporaryFolder first = TemporaryFolder.create(parent);
                TemporaryFolder second = TemporaryFolder.create(parent);
                TemporaryFolder third = TemporaryFolder.create(parent)) {
            assertThat(List.of(first.path(), second.path(), third.path())).allMatch(Files::exists);
        }
    }

    @Test
    void shouldDeleteWhatAKilledProcessLeftButNothingOfOneThatLives() throws Exception {
        Process other = start();
        Path left = Path.of(other.inputReader().readLine());
        TemporaryFolder mine = TemporaryFolder.create(parent);
        assertThat(left).as("of a process that lives").exists();
        mine.close();

        other.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        assertThat(left).as("of a process that was killed").exists();

        TemporaryFolder.create(parent).close();
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void shouldTouchNothingElse() throws IOException {
        Files.createDirectory(parent.resolve("middleman-of-somebody"));
        Files.writeString(parent.resolve("middleman-file"), "text");
        Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("in-use"), "");
        Files.createSymbolicLink(parent.resolve("middleman-link"), elsewhere);
        TemporaryFolder.create(parent).close();
        assertThat(parent.toFile().list())
                .containsExactlyInAnyOrder("middleman-of-somebody", "middleman-file", "elsewhere", "middleman-link");
        assertThat(elsewhere.resolve("in-use")).exists();
    }

    /** Another process that makes a folder, says where, and waits. */
    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        parent.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The other process. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] arguments) throws Exception {
            TemporaryFolder folder = TemporaryFolder.create(Path.of(arguments[0]));
            System.out.println(folder.path());
            // Until it is killed, or the test ends.
            System.in.transferTo(System.out);
            folder.close();
        }
    }
}
