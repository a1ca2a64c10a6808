package dev.middleman.launcher.machine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a run keeps the files that it cannot do without: the framework's cache, the configuration, native libraries.
 *
 * @param folder exists and can be written to
 * @param inMemory whether nothing of it reaches a disk
 */
public record StorageFolder(Path folder, boolean inMemory) {

    /**
     * The first of the usual folders in memory; the temporary folder where there is none. One from which a library can be
     * loaded is preferred, since Netty's epoll transport needs that.
     *
     * @param told what the user asked for, instead of the usual ones
     */
    public static StorageFolder choose(Machine machine, Optional<Path> told, Map<String, String> environment) {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        if (told.isPresent()) {
            return at(told.get(), machine);
        }
        List<Path> usual = new ArrayList<>();
        Optional.ofNullable(environment.get("XDG_RUNTIME_DIR")).map(Path::of).ifPresent(usual::add);
        usual.add(machine.root().resolve("dev/shm"));
        usual.add(temporary);
        List<Path> inMemory = usual.stream()
                .filter(path -> Files.isDirectory(path) && Files.isWritable(path))
                .filter(path -> at(path, machine).inMemory())
                .toList();
        return inMemory.stream()
                .filter(path -> machine.mounts()
                        .of(path)
                        .map(Mounts.Mount::allowsPrograms)
                        .orElse(false))
                .findFirst()
                .or(() -> inMemory.stream().findFirst())
                .map(path -> new StorageFolder(path, true))
                .orElseGet(() -> new StorageFolder(temporary, false));
    }

    private static StorageFolder at(Path path, Machine machine) {
        return new StorageFolder(
                path, machine.mounts().of(path).map(Mounts.Mount::inMemory).orElse(false));
    }
}
