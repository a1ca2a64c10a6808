package dev.middleman.launcher;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files with secrets in them: readable by their owner only, where the file system knows owners. Stateless. */
final class OwnerOnly {

    private static final String MODE = "rw-------";

    private OwnerOnly() {}

    /** Writes a new file; the mode is given at creation, so that it is never readable by others, not even for a moment. */
    static void write(Path file, String text) {
        FileAttribute<?>[] mode = isPosix(file)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(MODE))}
                : new FileAttribute<?>[0];
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
            channel.write(StandardCharsets.UTF_8.encode(text));
        } catch (FileAlreadyExistsException exists) {
            throw new Failure(file + " exists already");
        } catch (IOException failure) {
            throw new Failure(file + " cannot be written", failure);
        }
    }

    static void narrow(Path file) {
        if (isPosix(file)) {
            try {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(MODE));
            } catch (IOException failure) {
                throw new Failure(file + " cannot be made private", failure);
            }
        }
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
