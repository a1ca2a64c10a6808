package dev.middleman.launcher;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
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
            ""
        })
final class RunCommand implements Callable<Integer> {

    private static final String SHELL = "org.apache.felix.gogo.shell";

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
        long startNs = System.nanoTime();
        int java = Runtime.version().feature();
        List<Path> folders = new ArrayList<>(home.bundles(java));
        if (wanted.containsKey(Readiness.Part.KA_HTTP)) {
            folders.add(home.httpBundles());
        }
        home.leftOut(java).ifPresent(out()::println);
        GracefulStop stop = GracefulStop.onSignal(0);
        try (Container container =
                Container.start(folders, List.of(SHELL), properties(home, confDir, deployDir), stop)) {
            Readiness readiness = new Readiness(container.context(), wanted);
            if (readiness.await(Duration.ofSeconds(readySeconds))) {
                announce(container, wanted, startNs);
            } else if (container.isRunning()) {
                err().println("NOT READY " + String.join(", ", readiness.missing()) + "; waiting");
                announceLater(readiness, () -> announce(container, wanted, startNs));
            }
            if (!noShell && Boolean.getBoolean("middleman.terminal")) {
                container.start(SHELL);
            }
            container.awaitStop();
        }
        return 0;
    }

    private void announce(Container container, Map<Readiness.Part, Integer> wanted, long startNs) {
        new PartsView(container.context()).lines().forEach(out()::println);
        double seconds = Duration.ofNanos(System.nanoTime() - startNs).toMillis() / 1000.0;
        out().println(
                        wanted.isEmpty()
                                ? "READY nothing is configured: put a file into the configuration folder"
                                : String.format(Locale.ROOT, "READY after %.1f s", seconds));
        out().flush();
    }

    /** The shell is there meanwhile, to find out why. */
    private static void announceLater(Readiness readiness, Runnable announcement) {
        Thread waiting = new Thread(
                () -> {
                    try {
                        if (readiness.await(Duration.ofDays(36_500))) {
                            announcement.run();
                        }
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
        properties.put("gosh.args", "--noshutdown");
        return properties;
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
