package dev.middleman.launcher.doctor;

import dev.middleman.launcher.level.Assessment;
import dev.middleman.launcher.level.Level;
import java.util.ArrayList;
import java.util.List;

/** Findings in the making, weighed against a level. For one thread. */
final class Findings {

    private final Level wanted;
    private final List<Finding> all = new ArrayList<>();

    Findings(Level wanted) {
        this.wanted = wanted;
    }

    void ok(String about, String text) {
        all.add(Finding.ok(about, text));
    }

    void note(String about, String text, String advice) {
        all.add(Finding.note(about, text, advice));
    }

    void problem(String about, String text, String advice) {
        all.add(Finding.problem(about, text, advice));
    }

    /** What only keeps a node from a level is a problem for whoever wants that level, and a note for others. */
    void missing(Level level, String about, String text, String advice) {
        if (wanted.compareTo(level) >= 0) {
            problem(about, text, advice);
        } else {
            note(about, text + " (" + level + " needs it otherwise)", advice);
        }
    }

    /** @param advice what to do where it is too old */
    void java(int version, String advice) {
        if (version >= Assessment.JAVA) {
            ok("Java", "version " + version);
        } else {
            missing(Level.L1, "Java", "version " + version + ", on which addresses pass through the heap", advice);
        }
    }

    /** @param text what can be or is written to a swap device, which nothing forbids */
    void swapAllowed(String text) {
        missing(
                Level.L2,
                "swap",
                text,
                "swapoff -a, or run the node by the unit in share/systemd, which forbids it (MemorySwapMax=0).");
    }

    List<Finding> all() {
        return List.copyOf(all);
    }
}
