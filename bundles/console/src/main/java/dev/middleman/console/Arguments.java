package dev.middleman.console;

import java.util.List;

/** What may follow a command: nothing, or {@code --json}. */
final class Arguments {

    private Arguments() {}

    /** @throws IllegalArgumentException when something else was given; the shell shows the text */
    static boolean json(String... given) {
        List<String> words = List.of(given);
        if (words.isEmpty()) {
            return false;
        }
        if (words.equals(List.of("--json"))) {
            return true;
        }
        throw new IllegalArgumentException("only --json may follow, not " + String.join(" ", words));
    }
}
