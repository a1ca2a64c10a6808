package dev.middleman.launcher.doctor;

import dev.middleman.launcher.level.Assessment;
import dev.middleman.launcher.level.Level;
import dev.middleman.launcher.level.ProcessFlags;
import dev.middleman.launcher.machine.Machine;
import dev.middleman.launcher.machine.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether a running node was started as it should be, seen from outside.
 *
 * @param process the node's
 */
public record ProcessChecks(Machine machine, RunningProcess process) {

    private static final String MAIN = "dev.middleman.launcher.Main";

    /** The nodes that run here, as far as this user may see them. */
    public static List<RunningProcess> running(Machine machine) {
        try (Stream<Path> processes = Files.list(machine.root().resolve("proc"))) {
            return processes
                    .map(path -> path.getFileName().toString())
                    .filter(name -> name.matches("[0-9]+"))
                    .sorted()
                    .map(machine::process)
                    .filter(ProcessChecks::isNode)
                    .toList();
        } catch (IOException noLinux) {
            return List.of();
        }
    }

    /** Whether it is {@code middleman run}. */
    public static boolean isNode(RunningProcess process) {
        List<String> words = process.commandLine();
        int main = words.indexOf(MAIN);
        return main > 0 && main + 1 < words.size() && words.get(main + 1).equals("run");
    }

    public List<Finding> run(Level wanted) {
        Findings findings = new Findings(wanted);
        java(findings);
        flags(findings);
        user(findings);
        coreFiles(findings);
        swapped(findings);
        findings.note(
                "transport and memory",
                "which transport is in use, and which memory is protected, only the node itself knows",
                "Type middleman:level into its shell, or look for the line that begins with level at its start.");
        return findings.all();
    }

    private void java(Findings findings) {
        List<String> words = process.commandLine();
        Optional<Integer> java = words.isEmpty() ? Optional.empty() : version(Path.of(words.get(0)));
        if (java.isEmpty()) {
            findings.note("Java", "its version cannot be told", "Look at the release file of its JDK.");
        } else {
            findings.java(java.get(), "Install Java " + Assessment.JAVA + " and start the node again.");
        }
    }

    /** Of {@code .../bin/java}, by the file that every JDK has beside it. */
    private static Optional<Integer> version(Path program) {
        try {
            Matcher found = Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)")
                    .matcher(Files.readString(program.toRealPath().getParent().resolveSibling("release")));
            return found.find() ? Optional.of(Integer.valueOf(found.group(1))) : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private void flags(Findings findings) {
        List<String> words = process.commandLine();
        int main = words.indexOf(MAIN);
        ProcessFlags flags = ProcessFlags.of(words.subList(Math.min(1, words.size()), Math.max(main, 1)));
        flags.absent()
                .forEach(flag -> findings.missing(
                        Level.L1, "virtual machine", flag + " is not set", "Start the node by bin/middleman."));
        flags.harmful()
                .forEach(flag -> findings.missing(
                        Level.L1,
                        "virtual machine",
                        flag + " is set: it writes files or lets others look in",
                        "Take it out of MIDDLEMAN_JAVA_OPTS."));
        if (flags.absent().isEmpty() && flags.harmful().isEmpty()) {
            findings.ok("virtual machine", "all flags are set");
        }
    }

    private void user(Findings findings) {
        if (process.user().filter(user -> user == 0).isPresent()) {
            findings.note(
                    "user",
                    "the node runs as root",
                    "Give it a user of its own; the unit in share/systemd does. It needs no rights at ports from 1024 on.");
        } else {
            findings.ok("user", "not root");
        }
    }

    private void coreFiles(Findings findings) {
        Optional<Long> limit = process.coreLimit();
        if (limit.filter(bytes -> bytes == 0).isPresent()) {
            findings.ok("core files", "the limit is 0");
        } else {
            findings.missing(
                    Level.L2,
                    "core files",
                    limit.isEmpty() ? "the limit cannot be told" : "the limit is not 0",
                    "Start the node by bin/middleman, which sets it.");
        }
        Optional<Boolean> dumpable = process.dumpable();
        if (dumpable.isEmpty()) {
            findings.note(
                    "dumpable",
                    "cannot be seen from outside in a process of root's, or of a user whose processes are not ours to see",
                    "Type middleman:level into its shell.");
        } else if (dumpable.get()) {
            findings.missing(
                    Level.L2,
                    "dumpable",
                    "other processes of the same user may read its memory",
                    "Bundle harden turns it off; see what middleman:level says of it.");
        } else {
            findings.ok("dumpable", "is off");
        }
    }

    private void swapped(Findings findings) {
        long swapped = process.swappedKiB().orElse(0L);
        if (swapped > 0) {
            findings.missing(
                    Level.L2,
                    "swap",
                    swapped + " KiB of the node are on a swap device",
                    "Turn swap off and start the node again; overwrite the device (mkswap does not).");
        } else if (process.swapForbidden() || !machine.hasSwap()) {
            findings.ok("swap", "nothing of it is there, and nothing can be");
        } else {
            findings.swapAllowed("nothing of it is there yet");
        }
    }
}
