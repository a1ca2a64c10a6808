package dev.middleman.launcher.level;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The options of a virtual machine, as far as they decide what it leaves behind.
 *
 * @param absent options that have to be set, and are not, or are set otherwise
 * @param harmful options that make it write files or let others look into it
 */
public record ProcessFlags(List<String> absent, List<String> harmful) {

    /** What the start script sets. */
    public static final List<String> REQUIRED = List.of(
            "-XX:-UsePerfData",
            "-XX:+DisableAttachMechanism",
            "-XX:-UseOnStackReplacement",
            "-XX:ErrorFile=/dev/null",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED");

    /** Recordings, heap dumps, logs in files, agents, remote access. */
    private static final Predicate<String> HARMFUL = Pattern.compile("-XX:StartFlightRecording\\b.*"
                    + "|-XX:\\+(FlightRecorder|HeapDump\\w+|LogVMOutput|LogCompilation)"
                    + "|-Xlog:[^:]*:(?!stdout|stderr|:|$).+|-Xloggc:.*"
                    + "|-agentlib:.*|-agentpath:.*|-javaagent:.*|-Xrun.*|-Dcom\\.sun\\.management\\.jmxremote.*")
            .asMatchPredicate();

    public ProcessFlags {
        absent = List.copyOf(absent);
        harmful = List.copyOf(harmful);
    }

    /** @param arguments those of the virtual machine, in their order; what follows the main class does no harm */
    public static ProcessFlags of(List<String> arguments) {
        // As the virtual machine does: the last one of each name counts.
        Map<String, String> last = new LinkedHashMap<>();
        List<String> joined = joined(arguments);
        joined.forEach(argument -> last.put(name(argument), argument));
        List<String> absent = REQUIRED.stream()
                .filter(flag -> !flag.equals(last.get(name(flag))))
                .toList();
        return new ProcessFlags(absent, last.values().stream().filter(HARMFUL).toList());
    }

    /** {@code --option value} is {@code --option=value}. */
    private static List<String> joined(List<String> arguments) {
        List<String> joined = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            boolean apart = arguments.get(i).equals("--enable-native-access") && i + 1 < arguments.size();
            joined.add(apart ? arguments.get(i) + "=" + arguments.get(++i) : arguments.get(i));
        }
        return joined;
    }

    /** What two values of one option have in common; the whole text where it is not known to be one with values. */
    private static String name(String argument) {
        if (argument.startsWith("-XX:+") || argument.startsWith("-XX:-")) {
            return argument.substring(5);
        }
        return argument.startsWith("-XX:") || argument.startsWith("--") ? argument.split("=", 2)[0] : argument;
    }
}
