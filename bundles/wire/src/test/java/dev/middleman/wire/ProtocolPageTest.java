package dev.middleman.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page and the code describe one protocol: no field and no vector may be missing from the page. */
class ProtocolPageTest {
    private static final Path DOCS = Path.of(System.getProperty("middleman.docs", "../../docs"));

    @Test
    void shouldExplainEveryField() throws IOException {
        Set<String> fields = new TreeSet<>();
        Vectors.read("control.json", "valid").forEach(vector -> fields.addAll(all("\"(\\w+)\":", vector.text("json"))));
        assertThat(fields).contains("idleMax", "endpoints", "K").hasSizeGreaterThan(30);
        assertThat(all("`(\\w+)`", page())).containsAll(fields);
    }

    @Test
    void shouldPointToEveryVector() throws IOException {
        try (Stream<Path> files = Files.list(DOCS.resolve("vectors"))) {
            Set<String> names = files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
            assertThat(names).contains("control.json");
            assertThat(all("\\(vectors/([\\w.]+)\\)", page())).isEqualTo(names);
        }
    }

    private static String page() throws IOException {
        return Files.readString(DOCS.resolve("protocol.md"));
    }

    private static Set<String> all(String regex, String text) {
        return Pattern.compile(regex)
                .matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
