package dev.middleman.itests.system.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
    private static final List<String> FOLDERS = List.of("", "docs", "docs/adr", "features", "benchmarks", "peer-js");

    private Pages() {}

    static Path project() {
        return PROJECT;
    }

    /** Every page that people are meant to read. */
    static List<String> all() {
        List<String> pages = new ArrayList<>();
        for (String folder : FOLDERS) {
            try (Stream<Path> files = Files.list(PROJECT.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md"))
                        .map(file -> PROJECT.relativize(file).toString())
                        .sorted()
                        .forEach(pages::add);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        return pages;
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
    static List<Snippet> inline(String page, String text) {
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

    static String text(String page) {
        try {
            return Files.readString(PROJECT.resolve(page));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * The block of a page that begins so.
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
        return found.get(0);
    }
}
