package dev.middleman.itests.system.pages;

import java.util.AbstractList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A block of code on a page. It remembers which of its lines were handed out, so that {@link WholeBlocks} can tell a test that
 * runs some of them only. Confined to a thread.
 */
public final class Snippet {
    private final String page;
    private final int line;
    private final List<String> lines;
    private final BitSet handedOut = new BitSet();

    /**
     * @param page its file, from the project's folder on
     * @param line of the page where it begins, from 1
     * @param lines as a reader copies them
     */
    Snippet(String page, int line, List<String> lines) {
        this.page = page;
        this.line = line;
        this.lines = List.copyOf(lines);
    }

    String page() {
        return page;
    }

    /** Its first line without what is said about it: what a claim and a test call it by. */
    public String key() {
        return lines.isEmpty() ? "" : command(0);
    }

    /** What there is to run, without what is said about it. A line counts as handed out when it is got from this list. */
    public List<String> commands() {
        int[] places = places();
        return new AbstractList<>() {
            @Override
            public String get(int index) {
                handedOut.set(places[index]);
                return command(places[index]);
            }

            @Override
            public int size() {
                return places.length;
            }
        };
    }

    /**
     * What there is to run, where that is one line.
     *
     * @throws AssertionError when there are more
     */
    public String only() {
        List<String> commands = commands();
        if (commands.size() != 1) {
            throw new AssertionError(where() + " has " + commands.size() + " lines");
        }
        return commands.get(0);
    }

    private int[] places() {
        return IntStream.range(0, lines.size())
                .filter(place -> !lines.get(place).isBlank())
                .toArray();
    }

    private String command(int place) {
        return lines.get(place).replaceFirst("\\s+# .*", "").strip();
    }

    public String text() {
        handedOut.set(0, lines.size());
        return String.join("\n", lines) + "\n";
    }

    /** As {@link #replaced}. */
    public String text(String... others) {
        return replaced(text(), others);
    }

    /** The lines that nobody was handed. */
    List<String> unused() {
        return IntStream.of(places())
                .filter(place -> !handedOut.get(place))
                .mapToObj(this::command)
                .toList();
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
