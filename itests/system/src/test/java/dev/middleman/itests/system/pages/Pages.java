package dev.middleman.itests.system.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Block;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/** The project's pages, and the code on them. Stateless. */
public final class Pages {
    private static final Path PROJECT = Path.of(System.getProperty("middleman.features"))
            .toAbsolutePath()
            .normalize()
            .getParent();
    /** Folders with pages of others, or with what builds make. */
    private static final Pattern NOT_OURS = Pattern.compile("(.*/)?(node_modules|target|\\..*)");

    private Pages() {}

    static Path project() {
        return PROJECT;
    }

    /** Every page that people are meant to read. */
    static List<String> all() {
        List<String> pages = new ArrayList<>();
        try {
            Files.walkFileTree(PROJECT, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    boolean others = NOT_OURS.matcher(name(folder)).matches();
                    return others ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (name(file).endsWith(".md")) {
                        pages.add(name(file));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Collections.sort(pages);
        return pages;
    }

    private static String name(Path file) {
        return PROJECT.relativize(file).toString();
    }

    static List<Snippet> snippets(String page) {
        return snippets(page, text(page));
    }

    /** Code that is indented and code between fences. */
    static List<Snippet> snippets(String page, String text) {
        List<Snippet> found = new ArrayList<>();
        Parser parser =
                Parser.builder().includeSourceSpans(IncludeSourceSpans.BLOCKS).build();
        parser.parse(text).accept(new AbstractVisitor() {
            @Override
            public void visit(IndentedCodeBlock code) {
                add(code, code.getLiteral());
            }

            @Override
            public void visit(FencedCodeBlock code) {
                add(code, code.getLiteral());
            }

            private void add(Block block, String code) {
                int line = block.getSourceSpans().get(0).getLineIndex() + 1;
                found.add(new Snippet(page, line, code.lines().toList()));
            }
        });
        return found;
    }

    /** Code inside sentences and tables, each piece as a block of one line. */
    static List<Snippet> pieces(String page, String text) {
        List<Snippet> found = new ArrayList<>();
        Parser parser = Parser.builder()
                .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
                .build();
        parser.parse(text).accept(new AbstractVisitor() {
            @Override
            public void visit(Code code) {
                int line = code.getSourceSpans().get(0).getLineIndex() + 1;
                found.add(new Snippet(page, line, List.of(code.getLiteral().replaceAll("\\s+", " "))));
            }
        });
        return found;
    }

    /**
     * A command inside a sentence or a table of a page, for a test that runs it.
     *
     * @throws AssertionError when the page does not name it
     */
    public static String inline(String page, String command) {
        return pieces(page, text(page)).stream()
                .map(Snippet::key)
                .filter(command::equals)
                .findFirst()
                .orElseThrow(() -> new AssertionError(page + " does not say \"" + command + '"'));
    }

    static String text(String page) {
        try {
            return Files.readString(PROJECT.resolve(page));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * The block of a page that begins so, for a test that runs all of it: {@link WholeBlocks} watches.
     *
     * @throws AssertionError when the page has none or several
     */
    public static Snippet snippet(String page, String key) {
        List<Snippet> found = snippets(page).stream()
                .filter(snippet -> snippet.key().equals(key))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(page + " has " + found.size() + " blocks that begin with \"" + key + "\"");
        }
        return WholeBlocks.taken(found.get(0));
    }
}
