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

/** New files, never over old ones; those with secrets only for their owner, where the file system knows owners. Stateless. */
final class NewFile {

    private static final String MODE = "rw-------";

    private NewFile() {}

    /** For its owner only; the mode is given at creation, so that others can read it at no moment. */
    static void secret(Path file, String text) {
        write(
                file,
                text,
                isPosix(file)
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(MODE))
                        }
                        : new FileAttribute<?>[0]);
    }

    /** For everybody. */
    static void open(Path file, String text) {
        write(file, text);
    }

    private static void write(Path file, String text, FileAttribute<?>... mode) {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (SeekableByteChannel channel = Files.newByteChannel(file, options, mode)) {
            channel.write(StandardCharsets.UTF_8.encode(text));
        } catch (FileAlreadyExistsException exists) {
            throw new Failure(file + " exists already");
        } catch (IOException failure) {
            throw new Failure(file + " cannot be written", failure);
        }
    }

    /** Takes everybody else's rights to a file that another program made. */
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
