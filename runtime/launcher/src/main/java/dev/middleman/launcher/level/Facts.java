package dev.middleman.launcher.level;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the level of a run depends on.
 *
 * @param java feature version of the Java that runs the node
 * @param transports names of those that carry a middle-man; where there is none, of the one that would
 * @param kaServer whether a KA server runs in the same process
 * @param hints whether a middle-man latches by addresses that a KA server saw
 * @param flags how the virtual machine was started
 * @param storageInMemory whether the container's storage lies in memory
 * @param coreLimit how large a core file may get, bytes; empty without limit or where nobody can tell
 * @param swap whether its memory can be written to a swap device
 * @param tracking whether the kernel tracks connections at its relay ports
 * @param measures what its bundles do; empty where no bundle takes care of it
 */
public record Facts(
        int java,
        Set<String> transports,
        boolean kaServer,
        boolean hints,
        ProcessFlags flags,
        boolean storageInMemory,
        Optional<Long> coreLimit,
        boolean swap,
        Tracking tracking,
        Optional<List<Measure>> measures) {

    public Facts {
        transports = Set.copyOf(transports);
        measures = measures.map(List::copyOf);
    }
}
