package dev.middleman.launcher;

import dev.middleman.launcher.doctor.MachineChecks;
import dev.middleman.launcher.doctor.ProcessChecks;
import dev.middleman.launcher.doctor.Report;
import dev.middleman.launcher.level.Level;
import dev.middleman.launcher.machine.EngineFile;
import dev.middleman.launcher.machine.Machine;
import dev.middleman.launcher.machine.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code middleman doctor}: what is in the way of a level, and what to do about it. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Looks at this machine, and at the nodes that run on it, and says what keeps them from a level.",
            "",
            "L0: no log, no file, nothing about sessions in any answer. L1: a peer's address is gone from the process memory when"
                    + " its session is over. L2: not even root finds it in the memory while the session lives.",
            "",
            "Exits with 0 when nothing is in the way, with 1 when something is.",
            ""
        })
final class DoctorCommand implements Callable<Integer> {

    private static final int FOUND = 1;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--level",
            paramLabel = "L",
            defaultValue = "L1",
            description = "The level that is wanted: L0, L1 or L2. Default: ${DEFAULT-VALUE}.")
    private Level level;

    @Option(
            names = "--conf",
            paramLabel = "DIR",
            description = "Configuration folder, for the relay ports. Default: conf/ of the distribution.")
    private Path conf;

    @Option(
            names = "--pid",
            paramLabel = "PID",
            description = "The node's process. Default: every node that this user can see.")
    private Long pid;

    @Option(names = "--json", description = "One JSON object, for scripts.")
    private boolean json;

    @Override
    public Integer call() {
        Machine machine = Machine.here();
        if (!machine.isLinux()) {
            throw new Failure("the doctor reads /proc, which only Linux has; other systems have level L0");
        }
        MachineChecks checks =
                new MachineChecks(machine, engines(), Runtime.version().feature(), System.getenv());
        Report report = new Report(level, checks.run(level));
        for (RunningProcess node : nodes(machine)) {
            report.addNode(node.pid(), new ProcessChecks(machine, node).run(level));
        }
        spec.commandLine().getOut().println(json ? report.json() : report.text());
        return report.problems() == 0 ? 0 : FOUND;
    }

    private List<EngineFile> engines() {
        Path folder = conf == null ? Home.find().conf() : conf;
        if (!Files.isDirectory(folder)) {
            throw new ParameterException(spec.commandLine(), "--conf " + folder + " is not a folder");
        }
        try {
            return EngineFile.in(folder);
        } catch (IOException failure) {
            throw new Failure("the configuration folder " + folder + " cannot be read", failure);
        }
    }

    private List<RunningProcess> nodes(Machine machine) {
        if (pid == null) {
            return ProcessChecks.running(machine);
        }
        RunningProcess node = machine.process(pid.toString());
        if (!ProcessChecks.isNode(node)) {
            throw new ParameterException(spec.commandLine(), "--pid " + pid + " is not a node that this user can see");
        }
        return List.of(node);
    }
}
