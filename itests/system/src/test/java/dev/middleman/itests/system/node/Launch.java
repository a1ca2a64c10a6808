package dev.middleman.itests.system.node;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a node is started, where that matters to a test. Immutable.
 *
 * @param distribution which one
 * @param wrapper what stands in front of the start script, such as {@code env NAME=VALUE}
 * @param javaOptions for the virtual machine, beside those of the start script
 * @param arguments of {@code middleman run}, beside its configuration
 */
public record Launch(
        Distribution distribution, List<String> wrapper, List<String> javaOptions, List<String> arguments) {

    /** As a user would. */
    public static Launch usual() {
        return new Launch(Distribution.shared(), List.of("env"), List.of(), List.of());
    }

    public Launch of(Distribution other) {
        return new Launch(other, wrapper, javaOptions, arguments);
    }

    /** With a variable of the environment, as {@code NAME=VALUE}. */
    public Launch withVariable(String variable) {
        return new Launch(distribution, plus(wrapper, variable), javaOptions, arguments);
    }

    public Launch withJava(String... options) {
        return new Launch(distribution, wrapper, plus(javaOptions, options), arguments);
    }

    public Launch withArguments(String... more) {
        return new Launch(distribution, wrapper, javaOptions, plus(arguments, more));
    }

    private static List<String> plus(List<String> list, String... more) {
        return Stream.concat(list.stream(), Stream.of(more)).toList();
    }

    List<String> command(Conf conf) {
        List<String> command = new ArrayList<>(wrapper);
        // What the start script sets when somebody sits at a terminal: it opens the shell.
        List<String> options = plus(List.of("-Dmiddleman.terminal=true"), javaOptions.toArray(String[]::new));
        command.add("MIDDLEMAN_JAVA_OPTS=" + String.join(" ", options));
        command.addAll(distribution.command("run", "--conf", conf.folder().toString()));
        command.addAll(arguments);
        return command;
    }
}
