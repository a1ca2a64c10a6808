package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The conformance page has a row for each requirement, and each test that it names exists. */
@Timeout(60)
class Rfc4787PageTest {
    private static final Path ROOT = Path.of("../..");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+[a-c]?) \\|[^|]*\\| ([^|]*) \\|(.*)\\|$");
    private static final Pattern NAMED = Pattern.compile("`(\\w+)\\.(should\\w+)`");

    /** Section 12 of the RFC. */
    private static final List<String> REQUIREMENTS = List.of(
            "1", "2", "3", "3a", "4", "5", "5a", "5b", "5c", "6", "6a", "7", "8", "8a", "9", "9a", "10", "10a", "11",
            "12", "12a", "12b", "13", "13a", "14", "14a");

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("docs/rfc4787.md"));
    }

    @Test
    void shouldJudgeEveryRequirementOnce() throws IOException {
        List<MatchResult> rows = ROW.matcher(page()).results().toList();
        assertThat(rows).extracting(row -> row.group(1)).containsExactlyElementsOf(REQUIREMENTS);
        assertThat(rows)
                .extracting(row -> row.group(2))
                .allMatch(verdict -> verdict.matches("met|deviation|not applicable"));
    }

    @Test
    void shouldNameATestForWhateverIsMetOrDeviates() throws IOException {
        List<String> without = new ArrayList<>();
        for (MatchResult row : ROW.matcher(page()).results().toList()) {
            boolean applies = !row.group(2).equals("not applicable");
            if (applies && !NAMED.matcher(row.group(3)).find()) {
                without.add(row.group(1));
            }
        }
        assertThat(without).isEmpty();
    }

    @Test
    void shouldNameTestsThatExist() throws IOException {
        assertThat(exists("LineTest", "shouldNeverBeWritten"))
                .as("the search finds out")
                .isFalse();
        Matcher named = NAMED.matcher(page());
        List<String> missing = new ArrayList<>();
        int count = 0;
        for (; named.find(); count++) {
            if (!exists(named.group(1), named.group(2))) {
                missing.add(named.group());
            }
        }
        assertThat(count).isGreaterThan(10);
        assertThat(missing).isEmpty();
    }

    private static boolean exists(String type, String method) throws IOException {
        for (String folder : List.of("bundles", "itests", "runtime")) {
            try (Stream<Path> files =
                    Files.find(ROOT.resolve(folder), 20, (path, facts) -> path.endsWith(type + ".java"))) {
                for (Path file : files.toList()) {
                    if (Pattern.compile("@\\w*Test\\b(?:(?!\\bvoid\\b).)*void " + method + "\\(", Pattern.DOTALL)
                            .matcher(Files.readString(file))
                            .find()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
