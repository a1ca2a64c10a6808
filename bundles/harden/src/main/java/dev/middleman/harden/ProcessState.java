package dev.middleman.harden;

import dev.middleman.api.protection.Measure;
import dev.middleman.api.protection.Measure.State;
import dev.middleman.api.protection.Protections;

/** What the process sets for itself once and cannot undo, and what the kernel says of it since. Stateless; thread-safe. */
final class ProcessState {
    private ProcessState() {}

    /** Dumpable off, core limit 0. What does not work shows in the measures. */
    static void close() {
        Libc.prctl(Layout.PR_SET_DUMPABLE, 0);
        Limits.lower(Layout.RLIMIT_CORE, 0);
    }

    static Measure dumpable() {
        int dumpable = Libc.prctl(Layout.PR_GET_DUMPABLE, 0);
        return dumpable == 0
                ? new Measure(
                        Protections.DUMPABLE, State.ON, "PR_SET_DUMPABLE is 0; root can still read ordinary memory")
                : new Measure(Protections.DUMPABLE, State.OFF, "PR_SET_DUMPABLE is " + dumpable);
    }

    /** A core file that goes to a program is not held back by the limit, but by dumpable. */
    static Measure core() {
        long soft = Limits.soft(Layout.RLIMIT_CORE);
        long hard = Limits.hard(Layout.RLIMIT_CORE);
        return soft == 0 && hard == 0
                ? new Measure(Protections.CORE, State.ON, "RLIMIT_CORE is 0")
                : new Measure(Protections.CORE, State.OFF, "RLIMIT_CORE is " + soft + ", at most " + hard);
    }
}
