package dev.middleman.launcher;

import dev.middleman.launcher.control.ControlSocket;
import dev.middleman.launcher.control.RunningNode;
import dev.middleman.launcher.level.Assessment;
import dev.middleman.launcher.level.Level;
import dev.middleman.launcher.machine.Machine;
import dev.middleman.launcher.machine.StorageFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code middleman run}: a node in the foreground, until a signal or the shell stops it. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs a node in the foreground.",
            "",
            "What it is - a middle-man or several, a KA server, or both - is said by the files of the configuration folder"
                    + " that end in cfg and config, named after what they configure. They are watched: a changed file takes effect"
                    + " at once. A bundle that is put into the deploy folder is started, one that is removed is stopped.",
            "",
            "A line that begins with READY tells that every configured part is up. SIGINT and SIGTERM stop the node in"
                    + " good order; it then exits with 0.",
            "",
            "A line that begins with level tells how little this run leaves behind, and what is missing for the next level;"
                    + " see: middleman doctor --help",
            ""
        })
final class RunCommand implements Callable<Integer> {

    private static final String SHELL = "org.apache.felix.gogo.shell";
    /** The same with completion, where somebody sits at a terminal that can show it. */
    private static final String COMPLETING_SHELL = "org.apache.felix.gogo.jline";

    private static final String CONFIGURATION = "org.apache.felix.fileinstall";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--conf",
            paramLabel = "DIR",
            description = "Configuration folder. Default: conf/ of the distribution.")
    private Path conf;

    @Option(
            names = "--deploy",
            paramLabel = "DIR",
            description = "Deploy folder. Default: deploy/ of the distribution.")
    private Path deploy;

    @Option(names = "--no-shell", description = "No shell, even where standard input is a terminal.")
    private boolean noShell;

    @Option(
            names = "--ready-seconds",
            paramLabel = "N",
            defaultValue = "20",
            description = "When to complain about parts that are not up, 1 to 600. Default: ${DEFAULT-VALUE}.")
    private int readySeconds;

    @Option(
            names = "--level",
            paramLabel = "L",
            defaultValue = "L0",
            description = {
                "Refuses to start unless this run leaves no more behind than L0, L1 or L2 allows. Default: L0.",
                "Without it a run is as good as the machine lets it be, and says so."
            })
    private Level level;

    @Option(
            names = "--storage",
            paramLabel = "DIR",
            description = {
                "Where to keep the framework's cache, in a folder that is deleted at the end.",
                "Default: the first of $$XDG_RUNTIME_DIR and /dev/shm that lies in memory; the temporary folder otherwise."
            })
    private Path storage;

    /** Why the level that was asked for was not reached, found out after the start. */
    private final AtomicReference<Failure> refused = new AtomicReference<>();

    @Override
    public Integer call() throws InterruptedException {
        if (readySeconds < 1 || readySeconds > 600) {
            throw new ParameterException(spec.commandLine(), "--ready-seconds " + readySeconds + " is not in 1..600");
        }
        Home home = Home.find();
        Path confDir = folder("--conf", conf == null ? home.conf() : conf);
        Path deployDir = folder("--deploy", deploy == null ? home.deploy() : deploy);
        Map<Readiness.Part, Integer> wanted = Readiness.wanted(confDir);
        KaIdentity.createMissing(confDir, out()::println);
        StorageFolder folder = StorageFolder.choose(
                Machine.here(), Optional.ofNullable(storage).map(path -> folder("--storage", path)), System.getenv());
        NodeLevel nodeLevel = new NodeLevel(Machine.here(), home, folder, confDir);
        require(nodeLevel.before());
        long startNs = System.nanoTime();
        int java = Runtime.version().feature();
        List<Path> folders = new ArrayList<>(home.bundles(java));
        folders.addAll(home.bundles(wanted.keySet()));
        home.leftOut(java).ifPresent(out()::println);
        GracefulStop stop = GracefulStop.onSignal(0);
        try (Container container = Container.start(
                folders,
                List.of(SHELL, COMPLETING_SHELL, CONFIGURATION),
                properties(home, confDir, deployDir),
                folder.folder(),
                stop)) {
            nodeLevel.offer(container.context());
            // Last, so that what protects memory is there before the first middle-man asks for some.
            container.start(CONFIGURATION);
            Readiness readiness = new Readiness(container.context(), wanted);
            openControl(
                    container,
                    new NodeControl(
                            container.context(),
                            readiness::missing,
                            () -> nodeLevel.now(container.context()),
                            container::stopSoon));
            Runnable announcement = () -> announce(container, nodeLevel, wanted, startNs);
            if (readiness.await(Duration.ofSeconds(readySeconds))) {
                announcement.run();
            } else if (container.isRunning()) {
                err().println("NOT READY " + String.join(", ", readiness.missing()) + "; waiting");
                announceLater(readiness, container, announcement);
            }
            if (!noShell && Boolean.getBoolean("middleman.terminal")) {
                container.start(completes(home) ? COMPLETING_SHELL : SHELL);
            }
            container.awaitStop();
        }
        if (refused.get() != null) {
            throw refused.get();
        }
        return 0;
    }

    /** For commands from other terminals. A node serves its peers without it, too. */
    private void openControl(Container container, NodeControl control) {
        Path socket = container.folder().resolve(RunningNode.SOCKET);
        try {
            ControlSocket.open(socket, control);
            out().println("control " + socket);
        } catch (IOException | UnsupportedOperationException failure) {
            err().println("middleman: no control socket at " + socket + ": " + failure.getMessage());
        }
    }

    private void announce(Container container, NodeLevel nodeLevel, Map<Readiness.Part, Integer> wanted, long startNs) {
        nodeLevel.awaitTransport(container.context());
        Assessment assessment = nodeLevel.now(container.context());
        require(assessment);
        new PartsView(container.context()).lines().forEach(out()::println);
        out().println(assessment.line());
        double seconds = Duration.ofNanos(System.nanoTime() - startNs).toMillis() / 1000.0;
        out().println(
                        wanted.isEmpty()
                                ? "READY nothing is configured: put a file into the configuration folder"
                                : String.format(Locale.ROOT, "READY after %.1f s", seconds));
        out().flush();
        ServiceManager.ready(assessment.line(), System.getenv())
                .ifPresent(why -> err().println("middleman: the service manager waits in vain: " + why));
    }

    private void require(Assessment assessment) {
        List<String> missing = assessment.missingFor(level);
        if (!missing.isEmpty()) {
            throw new Failure("this run cannot have level " + level + ": " + String.join(", ", missing));
        }
    }

    /** The shell is there meanwhile, to find out why. */
    private void announceLater(Readiness readiness, Container container, Runnable announcement) {
        Thread waiting = new Thread(
                () -> {
                    try {
                        if (readiness.await(Duration.ofDays(36_500))) {
                            announcement.run();
                        }
                    } catch (Failure levelTooLow) {
                        refused.set(levelTooLow);
                        container.close();
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                },
                "middleman-ready");
        waiting.setDaemon(true);
        waiting.start();
    }

    private static Map<String, String> properties(Home home, Path conf, Path deploy) {
        Map<String, String> properties = new HashMap<>();
        properties.put("middleman.conf", conf.toString());
        properties.put("felix.fileinstall.dir", conf + "," + deploy);
        properties.put("felix.fileinstall.filter", ".*\\.(cfg|config|jar)");
        properties.put("felix.fileinstall.subdir.mode", "skip");
        properties.put("felix.fileinstall.poll", "500");
        properties.put("felix.fileinstall.noInitialDelay", "true");
        properties.put("felix.fileinstall.enableConfigSave", "false");
        properties.put("felix.fileinstall.log.level", "1");
        // Without a file the logging library would choose for itself what to say, and how much.
        Path logging = conf.resolve("logback.xml");
        properties.put(
                "org.ops4j.pax.logging.StaticLogbackFile",
                (Files.exists(logging) ? logging : home.conf().resolve("logback.xml")).toString());
        // No HTTP server on its default port while its configuration is still to come.
        properties.put("org.apache.felix.http.require.config", "true");
        // Two threads may want one part at a time. On a busy machine the second one gave up after 5 s, and the node,
        // which
        // asks for each part once, took a part for broken that had only been slow.
        properties.put("ds.lock.timeout.milliseconds", "60000");
        // Or it would write what was typed to a file in the home folder.
        properties.put("gosh.args", completes(home) ? "--noshutdown --nohistory" : "--noshutdown");
        return properties;
    }

    private static boolean completes(Home home) {
        return Boolean.getBoolean("middleman.completion") && home.has(COMPLETING_SHELL);
    }

    private Path folder(String option, Path path) {
        Path folder = path.toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            throw new ParameterException(spec.commandLine(), option + " " + folder + " is not a folder");
        }
        if (folder.toString().contains(",")) {
            throw new ParameterException(
                    spec.commandLine(), option + " " + folder + ": a comma cannot stand in its path");
        }
        return folder;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
