package dev.middleman.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The key pair and self-signed certificate (EC P-256) by which a KA server is known, in a PKCS12 file. Peers pin the
 * key, so the certificate's names and dates mean nothing to them; by HTTPS the names do.
 *
 * @param file the PKCS12 file
 * @param password of the file and the key in it
 */
record KaIdentity(Path file, String password) {

    static final String ALIAS = "ka";
    private static final int PASSWORD_BYTES = 18;
    private static final String CONFIGURATION = "dev.middleman.ka.server.cfg";
    private static final int MIN_PASSWORD = 6; // keytool's own
    private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::");
    private static final int DAYS = 3_650;
    private static final long KEYTOOL_SECONDS = 60;

    /** Makes a new file with a random password. */
    static KaIdentity create(Path file) {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        return create(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random), List.of());
    }

    /**
     * Makes a new file; an existing one is never overwritten, since the pin that was handed out would die with it.
     *
     * @param hosts names and addresses for the certificate: an HTTP server answers under no others
     */
    static KaIdentity create(Path file, String password, List<String> hosts) {
        if (Files.exists(file)) {
            throw new Failure(file + " exists already");
        }
        // The JDK has no public class that makes a certificate; its keytool does. The password goes by environment,
        // where other users cannot see it, unlike the arguments.
        List<String> command = new ArrayList<>(List.of(
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
                "MIDDLEMAN_STOREPASS"));
        if (!hosts.isEmpty()) {
            command.addAll(List.of("-ext", "SAN=" + alternativeNames(hosts)));
        }
        ProcessBuilder keytool = new ProcessBuilder(command).redirectErrorStream(true);
        keytool.environment().put("MIDDLEMAN_STOREPASS", password);
        run(keytool);
        NewFile.narrow(file);
        return new KaIdentity(file, password);
    }

    /**
     * Makes the identity that a KA server's configuration names but that is not there yet, with the password that the
     * configuration says. Only .cfg files are looked at.
     *
     * @param said told of what was made
     */
    static void createMissing(Path conf, Consumer<String> said) {
        Path file = conf.resolve(CONFIGURATION);
        if (!Files.exists(file)) {
            return;
        }
        Properties configuration = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            configuration.load(reader);
        } catch (IOException | IllegalArgumentException failure) {
            throw new Failure(file + " cannot be read", failure);
        }
        String named = configuration.getProperty("identityFile", "").replace("${middleman.conf}", conf.toString());
        if (named.isBlank() || Files.exists(Path.of(named))) {
            return;
        }
        String password = configuration.getProperty(".identityPassword", "");
        if (password.length() < MIN_PASSWORD) {
            throw new Failure(file + ": .identityPassword has " + password.length() + " characters, not 6 or more");
        }
        said.accept("made a new identity for the KA server: "
                + create(Path.of(named), password, hosts(configuration)).file());
    }

    private static List<String> hosts(Properties configuration) {
        return Stream.of(configuration.getProperty("publicHost", ""), configuration.getProperty("bind", ""))
                .map(String::strip)
                .filter(host -> !host.isEmpty() && !WILDCARDS.contains(host))
                .distinct()
                .toList();
    }

    private static String alternativeNames(List<String> hosts) {
        return hosts.stream()
                .map(host -> (host.matches("[0-9.]+") || host.contains(":") ? "ip:" : "dns:") + host)
                .collect(Collectors.joining(","));
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
