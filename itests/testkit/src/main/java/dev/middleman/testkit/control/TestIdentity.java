package dev.middleman.testkit.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes the identity of a server: a new EC P-256 key and its certificate, by the JDK's own keytool. Stateless. */
public final class TestIdentity {
    /** The password of every file made here, and of the key in it. */
    public static final String PASSWORD = "only-a-test";

    private TestIdentity() {}

    /**
     * Makes a PKCS12 file.
     *
     * @param folder where to
     * @param name of the file, without its ending, and in the certificate
     */
    public static Path pkcs12(Path folder, String name) throws IOException {
        Path store = folder.resolve(name + ".p12");
        Path log = folder.resolve(name + ".log");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command = List.of(
                keytool,
                "-genkeypair",
                "-alias",
                "ka",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD);
        Process running = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (running.waitFor() != 0) {
                throw new IOException("keytool failed: " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool ran", e);
        }
        return store;
    }
}
