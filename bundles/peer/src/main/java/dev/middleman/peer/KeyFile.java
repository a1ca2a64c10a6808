package dev.middleman.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Set;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
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

    static Identity load(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + ": a key file has at most " + MAX_BYTES + " bytes");
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        int from = text.indexOf(BEGIN);
        int to = text.indexOf(END);
        if (from < 0 || to < from) {
            throw new IOException(file + ": no PEM block \"PRIVATE KEY\"");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(text.substring(from + BEGIN.length(), to));
            AsymmetricKeyParameter key = PrivateKeyFactory.createKey(der);
            if (key instanceof Ed25519PrivateKeyParameters ed25519) {
                return new Identity(ed25519);
            }
        } catch (IOException | RuntimeException e) {
            throw new IOException(file + ": not a PKCS#8 private key", e);
        }
        throw new IOException(file + ": the key is not of type Ed25519");
    }

    static void save(Path file, Ed25519PrivateKeyParameters key) throws IOException {
        byte[] der = new byte[PREFIX.length + Ed25519PrivateKeyParameters.KEY_SIZE];
        System.arraycopy(PREFIX, 0, der, 0, PREFIX.length);
        key.encode(der, PREFIX.length);
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
