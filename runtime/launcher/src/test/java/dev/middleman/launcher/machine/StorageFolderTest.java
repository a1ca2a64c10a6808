package dev.middleman.launcher.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(10)
class StorageFolderTest {

    private static final String DISK = "/dev/vda / ext4 rw 0 0\n";

    @TempDir
    private Path folder;

    private Path run;
    private Path shm;

    @BeforeEach
    void makeFolders() throws IOException {
        run = Files.createDirectories(folder.resolve("run/user/7"));
        shm = Files.createDirectories(folder.resolve("dev/shm"));
    }

    private StorageFolder choose(String mounts) {
        Machine machine = new FakeRoot(folder).with("proc/self/mounts", mounts).machine();
        return StorageFolder.choose(machine, Optional.empty(), Map.of("XDG_RUNTIME_DIR", run.toString()));
    }

    private static String tmpfs(Path at, String options) {
        return "tmpfs " + at + " tmpfs " + options + " 0 0\n";
    }

    @Test
    void shouldTakeTheUsersOwnFolderFirst() {
        assertThat(choose(DISK + tmpfs(run, "rw") + tmpfs(shm, "rw"))).isEqualTo(new StorageFolder(run, true));
    }

    @Test
    void shouldPassOverAFolderOnDisk() {
        assertThat(choose(DISK + tmpfs(shm, "rw"))).isEqualTo(new StorageFolder(shm, true));
    }

    @Test
    void shouldPreferAFolderFromWhichALibraryCanBeLoaded() {
        assertThat(choose(DISK + tmpfs(run, "rw,noexec") + tmpfs(shm, "rw"))).isEqualTo(new StorageFolder(shm, true));
        assertThat(choose(DISK + tmpfs(run, "rw,noexec"))).isEqualTo(new StorageFolder(run, true));
    }

    @Test
    void shouldSayThatItFellBackToADisk() {
        assertThat(choose(DISK)).isEqualTo(new StorageFolder(Path.of(System.getProperty("java.io.tmpdir")), false));
    }

    @Test
    void shouldTakeWhatItIsTold() {
        Machine machine = new FakeRoot(folder)
                .with("proc/self/mounts", DISK + tmpfs(shm, "rw"))
                .machine();
        assertThat(StorageFolder.choose(machine, Optional.of(run), Map.of())).isEqualTo(new StorageFolder(run, false));
        assertThat(StorageFolder.choose(machine, Optional.of(shm), Map.of())).isEqualTo(new StorageFolder(shm, true));
    }
}
