package dev.middleman.benchmarks.ka;

import java.util.HashMap;
import java.util.Map;

/** {@code name=value} arguments of a program. Immutable. */
final class Arguments {
    private final Map<String, String> given = new HashMap<>();

    Arguments(String[] arguments) {
        for (String argument : arguments) {
            String[] pair = argument.split("=", 2);
            if (pair.length != 2) {
                throw new IllegalArgumentException("\"" + argument + "\" is not name=value");
            }
            given.put(pair[0], pair[1]);
        }
    }

    String text(String name) {
        if (!given.containsKey(name)) {
            throw new IllegalArgumentException(name + "= is missing");
        }
        return given.get(name);
    }

    int number(String name) {
        return Integer.parseInt(text(name));
    }
}
