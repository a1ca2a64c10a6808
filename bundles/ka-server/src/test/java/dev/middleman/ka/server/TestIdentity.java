package dev.middleman.ka.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A PKCS12 file with a new EC P-256 key, made by the JDK's own keytool. */
final class TestIdentity {
    static final String PASSWORD = "only-a-test";

    private TestIdentity() {}

    static Path make(Path folder) throws IOException, InterruptedException {
        Path store = folder.resolve("ka.p12");
        Path log = folder.resolve("keytool.log");
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
                "CN=ka",
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
        if (running.waitFor() != 0) {
            throw new IOException("keytool failed: " + Files.readString(log));
        }
        return store;
    }
}
