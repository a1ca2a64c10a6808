package dev.middleman.features.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.feature.ID;

/**
 * Starts an OSGi framework with what some OSGi features name (OSGi R8, chapter 159): their bundles, in their order, from a folder laid
 * out as a Maven repository, and their configurations. It ends with the framework. Extensions of features are not known here.
 *
 * <p>System properties are framework properties, too. The framework's storage is a private temporary folder that is deleted at the end.
 */
public final class FeatureLauncher {

    private static final String LOGGING = "org.ops4j.pax.logging.StaticLogbackFile";

    private final Framework framework;
    private final Sum sum;

    private FeatureLauncher(Framework framework, Sum sum) {
        this.framework = framework;
        this.sum = sum;
    }

    /**
     * Runs until the framework stops.
     *
     * @param arguments files with features; a later one adds to those before it. In front of them may stand where the bundles are, if
     *     not in the folder {@code repository} beside this jar
     */
    public static void main(String[] arguments) throws Exception {
        Deque<String> files = new ArrayDeque<>(List.of(arguments));
        Path repository = besideThisJar();
        if ("--repository".equals(files.peek()) && files.size() > 1) {
            files.pop();
            repository = Path.of(files.pop());
        }
        if (files.isEmpty() || files.peek().startsWith("-")) {
            System.err.println("usage: [--repository DIR] FEATURE.json ...");
            System.exit(2);
        }
        try {
            Sum sum = Sum.of(files);
            Path storage = Files.createTempDirectory("middleman-features-");
            Framework framework = framework(storage);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(framework, storage), "stop"));
            framework.start();
            new FeatureLauncher(framework, sum).start(repository);
            framework.waitForStop(0);
        } catch (IOException | BundleException | IllegalArgumentException failure) {
            System.err.println("not started: " + failure.getMessage());
            System.exit(1);
        }
        System.exit(0);
    }

    private static Path besideThisJar() throws URISyntaxException {
        var here = FeatureLauncher.class.getProtectionDomain().getCodeSource().getLocation();
        return Path.of(here.toURI()).resolveSibling("repository");
    }

    private static Framework framework(Path storage) throws IOException {
        if (System.getProperty(LOGGING) == null) {
            Path quiet = storage.resolve("logback.xml");
            try (InputStream in = FeatureLauncher.class.getResourceAsStream("logback.xml")) {
                Files.copy(in, quiet);
            }
            System.setProperty(LOGGING, quiet.toString());
        }
        System.setProperty("org.ops4j.pax.logging.DefaultServiceLog.level", "ERROR");
        return ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE, storage.resolve("cache").toString(), "felix.log.level", "1"));
    }

    /** Configures as soon as somebody is there to take it, so that what starts later starts configured. */
    private void start(Path repository) throws IOException, BundleException {
        BundleContext context = framework.getBundleContext();
        List<Bundle> bundles = new ArrayList<>();
        for (ID id : sum.bundles()) {
            bundles.add(context.installBundle(file(repository, id).toUri().toString()));
        }
        Configurations configurations = new Configurations(context, sum.configurations());
        for (Bundle bundle : bundles) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start();
                configurations.applyOnce();
            }
        }
        System.out.println("STARTED " + bundles.size() + " bundles, " + configurations.applied() + " configurations");
    }

    private static Path file(Path repository, ID id) throws IOException {
        String classifier = id.getClassifier().map(text -> "-" + text).orElse("");
        Path file = repository
                .resolve(id.getGroupId().replace('.', '/'))
                .resolve(id.getArtifactId())
                .resolve(id.getVersion())
                .resolve(id.getArtifactId() + "-" + id.getVersion() + classifier + "."
                        + id.getType().orElse("jar"));
        if (!Files.isRegularFile(file)) {
            throw new IOException("the repository has no " + id);
        }
        return file;
    }

    private static void stop(Framework framework, Path storage) {
        try {
            framework.stop();
            framework.waitForStop(20_000);
        } catch (BundleException | InterruptedException unwilling) {
            System.err.println("the framework does not stop");
        }
        try (Stream<Path> files = Files.walk(storage)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException | UncheckedIOException failure) {
            System.err.println("left behind: " + storage);
        }
    }
}
