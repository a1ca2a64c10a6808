package dev.middleman.itests.system.pages;

import java.util.List;

/**
 * A block of code on a page. Immutable.
 *
 * @param page its file, from the project's folder on
 * @param line of the page where it begins, from 1
 * @param lines as a reader copies them
 */
public record Snippet(String page, int line, List<String> lines) {

    public Snippet {
        lines = List.copyOf(lines);
    }

    /** Its first line without what is said about it: what a claim and a test call it by. */
    public String key() {
        return lines.isEmpty() ? "" : command(lines.get(0));
    }

    /** What there is to run, without what is said about it. */
    public List<String> commands() {
        return lines.stream()
                .filter(line -> !line.isBlank())
                .map(Snippet::command)
                .toList();
    }

    /**
     * What there is to run, where that is one line.
     *
     * @throws AssertionError when there are more
     */
    public String only() {
        if (commands().size() != 1) {
            throw new AssertionError(where() + " has " + commands().size() + " lines");
        }
        return key();
    }

    private static String command(String line) {
        return line.replaceFirst("\\s+# .*", "").strip();
    }

    public String text() {
        return String.join("\n", lines) + "\n";
    }

    /** As {@link #replaced}. */
    public String text(String... others) {
        return replaced(text(), others);
    }

    /**
     * A text with something else in the place of what is the reader's own.
     *
     * @param others what stands there, what is to stand there, and so on
     * @throws AssertionError when it does not stand there
     */
    public static String replaced(String text, String... others) {
        String here = text;
        for (int i = 0; i < others.length; i += 2) {
            if (!here.contains(others[i])) {
                throw new AssertionError("there is no \"" + others[i] + "\" in \"" + here + "\"");
            }
            here = here.replace(others[i], others[i + 1]);
        }
        return here;
    }

    String where() {
        return page + ":" + line + " (" + key() + ")";
    }
}
