package dev.middleman.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Set;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;

/** An Ed25519 key as a PKCS#8 PEM file (RFC 8410 section 7). Stateless. */
final class KeyFile {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final int MAX_BYTES = 4_096;

    /** Everything of the PKCS#8 structure that stands before the 32 bytes of the key; it has no other variable part. */
    private static final byte[] PREFIX = {0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20};

    private KeyFile() {}

    /** @return the key's 32 bytes */
    static byte[] load(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + ": a key file has at most " + MAX_BYTES + " bytes");
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        int from = text.indexOf(BEGIN);
        int to = text.indexOf(END);
        if (from < 0 || to < from) {
            throw new IOException(file + ": no PEM block \"PRIVATE KEY\"");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(text.substring(from + BEGIN.length(), to));
            if (PrivateKeyFactory.createKey(der) instanceof Ed25519PrivateKeyParameters ed25519) {
                return ed25519.getEncoded();
            }
        } catch (IOException | RuntimeException e) {
            throw new IOException(file + ": not a PKCS#8 private key", e);
        }
        throw new IOException(file + ": the key is not of type Ed25519");
    }

    static void save(Path file, byte[] seed) throws IOException {
        byte[] der = ByteBuffer.allocate(PREFIX.length + seed.length)
                .put(PREFIX)
                .put(seed)
                .array();
        String pem = BEGIN + "\n" + Base64.getEncoder().encodeToString(der) + "\n" + END + "\n";
        // The mode is given at creation: a file that is narrowed afterwards was readable for a moment.
        try (var channel = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly(file))) {
            channel.write(StandardCharsets.US_ASCII.encode(pem));
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
