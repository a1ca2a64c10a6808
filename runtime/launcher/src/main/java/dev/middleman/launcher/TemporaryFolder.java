package dev.middleman.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A folder that only its owner can read, and that is gone when closed. Thread-safe.
 *
 * <p>A process that is killed cannot delete its folder; the next one does. It knows a dead process by a lock that the kernel
 * has taken back, which holds across containers and is not fooled by a process number that is used again.
 */
final class TemporaryFolder implements AutoCloseable {

    private static final String PREFIX = "middleman-";
    /** While it is made; not looked at by others. */
    private static final String UNFINISHED = "middleman.new-";

    private static final String LOCK = "in-use";

    /** A process loses its lock on a file as soon as it closes any channel of that file, so it must not look at its own. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lock;

    private TemporaryFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Makes one, and deletes those that dead processes of this user have left in the same place. */
    static TemporaryFolder create(Path parent) {
        try {
            Path unfinished = Files.createTempDirectory(parent, UNFINISHED);
            FileChannel lock =
                    FileChannel.open(unfinished.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            lock.lock();
            String random = unfinished.getFileName().toString().substring(UNFINISHED.length());
            Path path = parent.resolve(PREFIX + random);
            OWN.add(path);
            // The lock belongs to the file, not to its name.
            Files.move(unfinished, path);
            deleteDead(parent, Files.getOwner(path));
            return new TemporaryFolder(path, lock);
        } catch (IOException failure) {
            throw new Failure("no temporary folder can be made in " + parent, failure);
        }
    }

    Path path() {
        return path;
    }

    private static void deleteDead(Path parent, UserPrincipal user) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                if (!OWN.contains(folder)) {
                    deleteIfDead(folder, user);
                }
            }
        }
    }

    /** Anybody can make such a folder in a place that is everybody's: only this user's own are touched. */
    private static void deleteIfDead(Path folder, UserPrincipal user) {
        try {
            if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(user)
                    && isUnlocked(folder.resolve(LOCK))) {
                delete(folder);
            }
        } catch (IOException inTheWay) {
            // Another start deletes it at this moment, or it is not what it seems. It does not keep this one from
            // starting.
        }
    }

    private static boolean isUnlocked(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock free = channel.tryLock()) {
            return free != null;
        }
    }

    @Override
    public void close() {
        try {
            if (Files.exists(path)) {
                delete(path);
            }
            lock.close();
            OWN.remove(path);
        } catch (IOException failure) {
            throw new Failure("the temporary folder " + path + " cannot be deleted", failure);
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
