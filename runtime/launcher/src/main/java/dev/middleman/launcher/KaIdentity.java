package dev.middleman.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The key pair and self-signed certificate (EC P-256) by which a KA server is known, in a PKCS12 file. Peers pin the
 * key, so the certificate's name and dates mean nothing to them.
 *
 * @param file the PKCS12 file
 * @param password of the file and the key in it
 */
record KaIdentity(Path file, String password) {

    static final String ALIAS = "ka";
    private static final int PASSWORD_BYTES = 18;
    private static final int DAYS = 3_650;
    private static final long KEYTOOL_SECONDS = 60;

    /** Makes a new file with a random password. */
    static KaIdentity create(Path file) {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        return create(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    /** Makes a new file; an existing one is never overwritten, since the pin that was handed out would die with it. */
    static KaIdentity create(Path file, String password) {
        if (Files.exists(file)) {
            throw new Failure(file + " exists already");
        }
        // The JDK has no public class that makes a certificate; its keytool does. The password goes by environment,
        // where other users cannot see it, unlike the arguments.
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-sigalg",
                "SHA256withECDSA",
                "-dname",
                "CN=KA server",
                "-validity",
                Integer.toString(DAYS),
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass:env",
                "MIDDLEMAN_STOREPASS");
        ProcessBuilder keytool = new ProcessBuilder(command).redirectErrorStream(true);
        keytool.environment().put("MIDDLEMAN_STOREPASS", password);
        run(keytool);
        NewFile.narrow(file);
        return new KaIdentity(file, password);
    }

    private static void run(ProcessBuilder builder) {
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes());
            if (!process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new Failure("keytool failed: " + said.strip());
            }
        } catch (IOException failure) {
            throw new Failure("the JDK's keytool cannot be run", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted");
        }
    }

    /** SHA-256 over the SubjectPublicKeyInfo, base64url: what peers and middle-men pin. */
    String pin() {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            byte[] spki = store.getCertificate(ALIAS).getPublicKey().getEncoded();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(spki);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (IOException | GeneralSecurityException failure) {
            throw new Failure(file + " cannot be read", failure);
        }
    }

    /** Says nothing of the password. */
    @Override
    public String toString() {
        return "KaIdentity[" + file + "]";
    }
}
