package dev.middleman.launcher.doctor;

import dev.middleman.launcher.level.Assessment;
import dev.middleman.launcher.level.Level;
import dev.middleman.launcher.level.Tracking;
import dev.middleman.launcher.machine.EngineFile;
import dev.middleman.launcher.machine.Machine;
import dev.middleman.launcher.machine.Mounts;
import dev.middleman.launcher.machine.StorageFolder;
import dev.middleman.launcher.machine.TrackingProbe;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether a machine gives a node what it needs.
 *
 * @param engines the middle-men that are to run on it
 * @param java feature version of the Java that would run them
 * @param environment of the process that would
 */
public record MachineChecks(Machine machine, List<EngineFile> engines, int java, Map<String, String> environment) {

    /** What a process has open beside its relay ports: bundles, the framework, the control path; rounded up. */
    private static final int OTHER_FILES = 200;

    private static final int KIB = 1024;

    public List<Finding> run(Level wanted) {
        Findings findings = new Findings(wanted);
        findings.java(java, "Install Java " + Assessment.JAVA + "; the newest one that is found is taken.");
        storage(findings);
        hints(findings);
        secretMemory(findings);
        swap(findings);
        tracking(findings);
        corePattern(findings);
        trains(findings);
        buffers(findings);
        openFiles(findings);
        return findings.all();
    }

    private void hints(Findings findings) {
        if (engines.stream().anyMatch(EngineFile::hints)) {
            findings.missing(
                    Level.L1,
                    "latch mode H",
                    "allowHints is on: addresses that a KA server saw pass through the heap",
                    "Take it out of the middle-man's configuration; peers in browsers need it.");
        }
    }

    private void storage(Findings findings) {
        StorageFolder storage = StorageFolder.choose(machine, Optional.empty(), environment);
        boolean programs = machine.mounts()
                .of(storage.folder())
                .map(Mounts.Mount::allowsPrograms)
                .orElse(true);
        if (!storage.inMemory()) {
            findings.missing(
                    Level.L1,
                    "storage",
                    "no folder in memory was found, the framework's cache goes to " + storage.folder(),
                    "Mount a tmpfs at /dev/shm, or name one: middleman run --storage DIR.");
        } else if (!programs) {
            findings.note(
                    "storage",
                    storage.folder() + " is in memory, but no library can be loaded from it (noexec)",
                    "Transport netty-epoll is not there then; ffm is not concerned.");
        } else {
            findings.ok("storage", storage.folder() + " is in memory");
        }
    }

    private void secretMemory(Findings findings) {
        if (machine.hasSecretMemory()) {
            findings.ok("memfd_secret", "the kernel offers it");
        } else {
            findings.missing(
                    Level.L2,
                    "memfd_secret",
                    "the kernel does not offer it",
                    "Linux 6.5 or later, or the kernel option secretmem.enable=1 since 5.14.");
        }
    }

    private void swap(Findings findings) {
        if (!machine.hasSwap()) {
            findings.ok("swap", "there is none");
        } else if (machine.self().swapForbidden()) {
            findings.ok("swap", "the machine has some, this control group may not use it");
        } else {
            findings.swapAllowed("memory can be written to a swap device");
        }
    }

    private void tracking(Findings findings) {
        List<EngineFile> ports = engines.isEmpty() ? List.of(EngineFile.parse("")) : engines;
        Tracking tracking = new TrackingProbe(machine).at(ports);
        switch (tracking) {
            case NONE -> findings.ok("connection tracking", "not at the relay ports");
            case TRACKED ->
                findings.missing(
                        Level.L2,
                        "connection tracking",
                        "the kernel's table holds both peers' addresses",
                        "nft -f share/nft/middleman-notrack.nft, with the relay ports in it.");
            case UNKNOWN ->
                findings.missing(
                        Level.L2,
                        "connection tracking",
                        "is on; whether at the relay ports cannot be told, since their address is not this machine's",
                        "Run this on the node's own machine and in its network namespace.");
        }
    }

    private void corePattern(Findings findings) {
        String pattern = machine.corePattern().orElse("");
        if (pattern.startsWith("|")) {
            findings.note(
                    "core files",
                    "the kernel hands them to a program, whatever the limit is",
                    "Only a process that is not dumpable is safe from that (L2), or: sysctl kernel.core_pattern=core");
        } else {
            findings.ok("core files", "the limit of a process decides");
        }
    }

    private void trains(Findings findings) {
        if (machine.kernelSince(5, 0)) {
            findings.ok("UDP trains", "the kernel knows UDP_SEGMENT and UDP_GRO");
        } else {
            findings.note(
                    "UDP trains",
                    "the kernel has no UDP_SEGMENT and UDP_GRO: every datagram costs a message of its own",
                    "Linux 5.0 or later.");
        }
    }

    private void buffers(Findings findings) {
        OptionalLong most = machine.receiveBufferMax();
        long wanted =
                engines.stream().mapToLong(EngineFile::socketBufferBytes).max().orElse(EngineFile.DEFAULT_BUFFER_BYTES);
        if (most.isEmpty() || most.getAsLong() >= wanted) {
            findings.ok("socket buffers", wanted / KIB + " KiB are granted");
        } else {
            findings.problem(
                    "socket buffers",
                    wanted / KIB + " KiB are wanted, " + most.getAsLong() / KIB
                            + " KiB is the most: bursts get lost before they are read",
                    "sysctl net.core.rmem_max=" + wanted + " net.core.wmem_max=" + wanted);
        }
    }

    private void openFiles(Findings findings) {
        // A socket for each port and family.
        long needed = OTHER_FILES
                + engines.stream()
                        .mapToLong(engine -> (long) engine.ports() * engine.families())
                        .sum();
        long allowed = machine.self().openFilesLimit().orElse(Long.MAX_VALUE);
        if (allowed < needed) {
            findings.problem(
                    "open files",
                    "about " + needed + " are needed for the relay ports, " + allowed + " are allowed",
                    "ulimit -n " + 2 * needed
                            + ", or LimitNOFILE in the unit; a swap of transports needs twice as many.");
        } else if (allowed < 2 * needed - OTHER_FILES) {
            findings.note(
                    "open files",
                    allowed + " are enough to run, but not to move lines to another transport",
                    "ulimit -n " + 2 * needed + ", or LimitNOFILE in the unit.");
        } else {
            findings.ok("open files", allowed == Long.MAX_VALUE ? "no limit" : allowed + " are enough");
        }
    }
}
