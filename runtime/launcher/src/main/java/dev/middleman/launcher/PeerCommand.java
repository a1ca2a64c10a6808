package dev.middleman.launcher;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.jar.JarFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * {@code middleman peer ...}: hands everything to the peer's own jar, which is made to run without this distribution and
 * carries its own libraries; so it gets a class loader of its own.
 */
@Command(name = "peer", description = "Is a peer: makes an id, listens, calls. See: middleman peer --help")
final class PeerCommand implements Callable<Integer> {

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws IOException, ReflectiveOperationException {
        Path jar = Home.find().peerJar();
        if (!Files.exists(jar)) {
            throw new Failure("this distribution has no " + jar);
        }
        // Not closed: the peer's threads may outlive its main method.
        URLClassLoader loader =
                new URLClassLoader("peer", new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        System.setProperty("middleman.peer.name", "middleman peer"); // what its help shall call it
        try {
            loader.loadClass(mainClass(jar)).getMethod("main", String[].class).invoke(null, (Object)
                    arguments.toArray(String[]::new));
        } catch (InvocationTargetException failure) {
            throw new Failure("the peer failed", failure.getCause());
        }
        return 0;
    }

    private static String mainClass(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes().getValue("Main-Class");
        }
    }
}
