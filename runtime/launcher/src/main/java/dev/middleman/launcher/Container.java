package dev.middleman.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * A framework with its bundles, from start to stop. Not thread-safe, except {@link #close()}, which a shutdown hook calls
 * while the main thread waits.
 *
 * <p>The framework's storage is a private temporary folder that is deleted at the end: configuration may hold a
 * password, and nothing of a node is meant to outlive it.
 */
final class Container implements AutoCloseable {

    private static final long STOP_MS = TimeUnit.SECONDS.toMillis(20);

    private final Framework framework;
    private final TemporaryFolder storage;
    private volatile boolean closed;

    private Container(Framework framework, TemporaryFolder storage) {
        this.framework = framework;
        this.storage = storage;
    }

    /**
     * Starts a framework and every bundle of the folders, except those that {@link #start} is to start later.
     *
     * @param folders each jar in them is installed
     * @param later symbolic names of bundles to install only
     * @param properties framework properties
     * @param parent where its storage is made
     * @param stop closes it on a signal, from its first moment on
     */
    static Container start(
            List<Path> folders, List<String> later, Map<String, String> properties, Path parent, GracefulStop stop) {
        TemporaryFolder storage = TemporaryFolder.create(parent);
        stop.deletes(storage);
        temporaryFiles(storage);
        Map<String, String> all = new HashMap<>(properties);
        all.put(Constants.FRAMEWORK_STORAGE, storage.path().resolve("cache").toString());
        all.put(
                "felix.fileinstall.tmpdir",
                storage.path().resolve("fileinstall").toString());
        // Errors only, before the configured logging takes over.
        all.putIfAbsent("felix.log.level", "1");
        all.putIfAbsent("org.ops4j.pax.logging.DefaultServiceLog.level", "ERROR");
        Framework framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow(() -> new Failure("lib/ holds no OSGi framework"))
                .newFramework(all);
        Container container = new Container(framework, storage);
        stop.closes(container);
        try {
            framework.start();
            container.startAll(container.install(folders), later);
            return container;
        } catch (BundleException | IOException | RuntimeException failure) {
            container.close();
            throw new Failure("the container does not start", failure);
        }
    }

    /** Whatever a library unpacks or writes for a while goes the same way as the rest. */
    private static void temporaryFiles(TemporaryFolder storage) {
        try {
            Path folder = Files.createDirectory(storage.path().resolve("tmp"));
            System.setProperty("java.io.tmpdir", folder.toString());
        } catch (IOException failure) {
            throw new Failure("no folder can be made in " + storage.path(), failure);
        }
    }

    private List<Bundle> install(List<Path> folders) throws BundleException, IOException {
        List<Bundle> bundles = new ArrayList<>();
        for (Path jar : jars(folders)) {
            bundles.add(context().installBundle(jar.toUri().toString()));
        }
        return bundles;
    }

    private void startAll(List<Bundle> bundles, List<String> later) throws BundleException {
        for (Bundle bundle : bundles) {
            boolean fragment = bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
            if (!fragment && !later.contains(bundle.getSymbolicName())) {
                bundle.start();
            }
        }
    }

    /**
     * Logging first, so that nothing is said before it can be heard; then what offers better memory, since nothing moves there that
     * has begun in ordinary memory; then by name, since the rest of the order means nothing.
     */
    private static List<Path> jars(List<Path> folders) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(jars::add);
            }
        }
        jars.sort(Comparator.comparingInt(Container::turn));
        return jars;
    }

    private static int turn(Path jar) {
        String name = jar.getFileName().toString();
        return name.startsWith("pax-logging") ? 0 : name.startsWith("dev.middleman.harden-") ? 1 : 2;
    }

    /** Starts a bundle that was left for later. */
    void start(String symbolicName) {
        for (Bundle bundle : context().getBundles()) {
            if (symbolicName.equals(bundle.getSymbolicName())) {
                try {
                    bundle.start();
                } catch (BundleException failure) {
                    throw new Failure(symbolicName + " does not start", failure);
                }
            }
        }
    }

    /** A folder of its own that is gone when it has stopped. */
    Path folder() {
        return storage.path();
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    /** Waits until somebody stops the framework: the shell, or {@link #close()}. */
    void awaitStop() throws InterruptedException {
        framework.waitForStop(0);
    }

    /** Has whoever {@linkplain #awaitStop waits for it} go on and close this; returns at once. */
    void stopSoon() {
        try {
            framework.stop();
        } catch (BundleException failure) {
            throw new Failure("the container does not stop", failure);
        }
    }

    /** Stops every bundle in good order, at most for 20 s, and deletes the storage. A second call does nothing. */
    @Override
    public synchronized void close() {
        try {
            framework.stop();
            framework.waitForStop(STOP_MS);
        } catch (BundleException failure) {
            throw new Failure("the container does not stop", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            storage.close();
            closed = true;
        }
    }

    /** Whether the framework is up, and not on its way down. */
    boolean isRunning() {
        return framework.getState() == Bundle.ACTIVE;
    }

    boolean isClosed() {
        return closed;
    }
}
