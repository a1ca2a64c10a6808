package dev.middleman.itests.system.pages;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Whoever takes a block from a page runs all of it: a test that would pass but was not handed every line fails, so that a line that
 * is added to a block is missed by the test that claims it. JUnit finds this by itself, for every test of the module; they run one
 * after another.
 */
public final class WholeBlocks implements BeforeAllCallback, AfterEachCallback {
    private static final List<Snippet> TAKEN = new ArrayList<>();
    private static volatile boolean watching;

    static Snippet taken(Snippet snippet) {
        synchronized (TAKEN) {
            TAKEN.add(snippet);
        }
        return snippet;
    }

    /** What was taken since this was asked last. */
    static List<Snippet> forget() {
        synchronized (TAKEN) {
            List<Snippet> taken = List.copyOf(TAKEN);
            TAKEN.clear();
            return taken;
        }
    }

    /** Whether JUnit found it. */
    static boolean isWatching() {
        return watching;
    }

    /** A class whose preparations failed may have left some. */
    @Override
    public void beforeAll(ExtensionContext context) {
        watching = true;
        forget();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        List<String> unused = complaints(forget());
        if (context.getExecutionException().isEmpty() && !unused.isEmpty()) {
            throw new AssertionError("taken from a page and not run: " + unused);
        }
    }

    static List<String> complaints(List<Snippet> taken) {
        return taken.stream()
                .filter(snippet -> !snippet.unused().isEmpty())
                .map(snippet -> snippet.where() + ": " + snippet.unused())
                .toList();
    }
}
