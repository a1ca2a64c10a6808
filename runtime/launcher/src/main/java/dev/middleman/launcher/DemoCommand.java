package dev.middleman.launcher;

import dev.middleman.launcher.machine.Machine;
import dev.middleman.launcher.machine.StorageFolder;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code middleman demo}: the whole story in one container, on loopback. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Shows a line come and go: a KA server, three middle-men, alice and bob, real datagrams on loopback.",
            "",
            "Exits with 0 only if everything that it shows was measured and held.",
            ""
        })
final class DemoCommand implements Callable<Integer> {

    private static final List<String> LEFT_OUT =
            List.of("org.apache.felix.gogo.shell", "org.apache.felix.gogo.jline", "org.apache.felix.fileinstall");

    /** What was not shown to its end did not hold. */
    private static final int INTERRUPTED = 130;

    @Option(
            names = "--json",
            description = "One JSON object with the measured facts, and nothing else on standard output.")
    private boolean json;

    @Option(
            names = "--storage",
            paramLabel = "DIR",
            description = "Where to keep files meanwhile. Default: in memory, as run has it.")
    private Path storage;

    @Override
    public Integer call() {
        PrintStream out = System.out;
        // Whatever a library may print goes to standard error: standard output is the demo's alone.
        System.setOut(System.err);
        Home home = Home.find();
        if (!Files.isDirectory(home.demoBundles())) {
            throw new Failure("this distribution has no demonstration; the whole one has");
        }
        GracefulStop stop = GracefulStop.onSignal(INTERRUPTED);
        Path memory = StorageFolder.choose(Machine.here(), Optional.ofNullable(storage), System.getenv())
                .folder();
        try (TemporaryFolder folder = TemporaryFolder.create(memory)) {
            stop.deletes(folder);
            KaIdentity identity = KaIdentity.create(folder.path().resolve("ka.p12"));
            List<Path> folders = new ArrayList<>(home.bundles(Runtime.version().feature()));
            folders.add(home.demoBundles());
            try (Container container = Container.start(folders, LEFT_OUT, properties(home, identity), memory, stop)) {
                return demo(container.context()).applyAsInt(out);
            }
        }
    }

    private Map<String, String> properties(Home home, KaIdentity identity) {
        Map<String, String> properties = new HashMap<>();
        properties.put("middleman.demo.json", Boolean.toString(json));
        properties.put("middleman.demo.colour", Boolean.toString(Boolean.getBoolean("middleman.colour")));
        properties.put("middleman.demo.identity", identity.file().toString());
        properties.put("middleman.demo.password", identity.password());
        properties.put(
                "org.ops4j.pax.logging.StaticLogbackFile",
                home.conf().resolve("logback.xml").toString());
        return properties;
    }

    /** The demo bundle offers itself as a function of JDK types, since the launcher cannot see its classes. */
    @SuppressWarnings("unchecked")
    private static ToIntFunction<PrintStream> demo(BundleContext context) {
        try {
            ServiceReference<?>[] found =
                    context.getAllServiceReferences(ToIntFunction.class.getName(), "(middleman.demo=true)");
            if (found == null) {
                throw new Failure("the demo's bundle did not start");
            }
            return (ToIntFunction<PrintStream>) context.getService(found[0]);
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
