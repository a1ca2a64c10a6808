package dev.middleman.demo;

import java.io.PrintStream;

/**
 * Lines of text for a person: in colour and with a moving bottom line on a terminal, plain otherwise. Thread-safe, since
 * an offer is told by another thread.
 */
final class Screen {

    private static final String CLEAR = "\r\u001b[K";
    private static final String RESET = "\u001b[0m";
    private static final int BAR = 30;

    private final PrintStream out;
    private final boolean terminal;
    private int shown = -1;

    Screen(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    synchronized void title(String text) {
        line("");
        line(paint("1", text));
    }

    synchronized void line(String text) {
        out.println(text.isEmpty() ? "" : "  " + text);
        out.flush();
    }

    /** A bar that grows in place; nothing where the output is no terminal. */
    synchronized void progress(String what, double part) {
        int full = (int) Math.round(Math.min(1, Math.max(0, part)) * BAR);
        if (terminal && full != shown) {
            shown = full;
            out.print(CLEAR + "  " + what + " " + "#".repeat(full) + ".".repeat(BAR - full));
            out.flush();
        }
    }

    synchronized void progressDone() {
        if (terminal && shown >= 0) {
            out.print(CLEAR);
            shown = -1;
        }
    }

    String good(String text) {
        return paint("32", text);
    }

    String bad(String text) {
        return paint("31", text);
    }

    String faint(String text) {
        return paint("2", text);
    }

    String strong(String text) {
        return paint("1", text);
    }

    private String paint(String code, String text) {
        return terminal ? "\u001b[" + code + "m" + text + RESET : text;
    }
}
