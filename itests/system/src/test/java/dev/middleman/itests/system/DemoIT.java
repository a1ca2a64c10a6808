package dev.middleman.itests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.NamespaceSite;
import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Site;
import dev.middleman.itests.system.net.Tools;
import dev.middleman.itests.system.node.Distribution;
import dev.middleman.itests.system.pages.Pages;
import dev.middleman.itests.system.pages.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The README's first command, as people and as scripts run it. */
@Timeout(150)
class DemoIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String MIDDLEMAN = "127\\.0\\.3\\.\\d+:\\d+";

    @TempDir
    Path folder;

    @Test
    void shouldTellScriptsWhatItMeasured() throws Exception {
        Program demo = Distribution.shared().run(folder, "demo", "--json");

        assertThat(demo.awaitExit(LIMIT)).as(demo.tail()).isZero();
        assertThat(demo.output()).as("one JSON object, nothing else").hasSize(1);
        Map<?, ?> facts = (Map<?, ?>) json(demo.output().get(0));
        assertThat(facts.get("kaServers")).isEqualTo(1L);
        assertThat(facts.get("middleMen")).isEqualTo(3L);
        assertThat((Long) facts.get("offers")).isBetween(1L, 3L);
        assertThat((Long) facts.get("sent")).isPositive().isEqualTo(facts.get("received"));
        assertThat((Long) facts.get("forwarded")).isGreaterThanOrEqualTo((Long) facts.get("received"));
        assertThat(facts.get("intact")).isEqualTo(true);
        assertThat(facts.get("expired")).isEqualTo(true);
        assertThat((Double) facts.get("seconds")).isPositive();
        assertThat(texts(facts.get("introduced"))).isNotEmpty().allMatch(endpoint -> endpoint.matches(MIDDLEMAN));
        Map<?, ?> peerSaw = (Map<?, ?>) facts.get("peerSaw");
        assertThat(peerSaw.keySet().toArray()).containsExactlyInAnyOrder("alice", "bob");
        assertThat(peerSaw.values())
                .allSatisfy(seen -> assertThat(texts(seen)).isNotEmpty().isSubsetOf(texts(facts.get("introduced"))));
        assertThat(texts(facts.get("broken"))).isEmpty();
    }

    @Test
    void shouldTellPeopleTheSameWithoutControlCharacters() throws Exception {
        Program demo = SourceTree.make(folder)
                .type(Pages.snippet("README.md", "runtime/middleman demo").only());

        assertThat(demo.awaitExit(LIMIT)).as(demo.tail()).isZero();
        assertThat(demo.errors()).as("what is said of a build").isEmpty();
        assertThat(String.join("\n", demo.output()))
                .contains("alice", "bob", "KA server", "middle-man")
                .contains("All of this was measured and held")
                .doesNotContainPattern("[\\p{Cntrl}&&[^\n]]");
    }

    @Test
    void shouldHoldOnTheOldestJavaToo() {
        assumeTrue(Runtime.version().feature() == 17, "skipped: these tests do not run on Java 17 here");
        List<String> command = new ArrayList<>(List.of("env", "MIDDLEMAN_JAVA=" + System.getProperty("java.home")));
        command.addAll(Distribution.shared().command("-v", "demo"));

        Program demo = Program.start("demo on Java 17", folder, command);

        assertThat(demo.awaitExit(LIMIT)).as(demo.tail()).isZero();
        assertThat(demo.errors()).anyMatch(line -> line.startsWith("middleman: Java 17 in "));
    }

    @Test
    void shouldFailWhenItCannotHold() {
        Tools.needNamespaces();
        try (Site site = new NamespaceSite(folder)) {
            Host deaf = site.host("deaf");
            deaf.run("ip", "link", "set", "lo", "down");

            Program demo = deaf.start("demo", Distribution.shared().command("demo", "--json"));

            assertThat(demo.awaitExit(LIMIT)).isEqualTo(1);
            assertThat(demo.errors()).anyMatch(line -> line.startsWith("demo: the middle-men register"));
            assertThat(demo.output()).isEmpty();
        }
    }

    @Test
    void shouldNeitherSucceedNorLeaveAnythingWhenItIsInterrupted() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        List<String> command =
                new ArrayList<>(Distribution.shared().command("demo", "--storage", temporary.toString()));
        Program demo = Program.start("demo", folder, command);
        demo.awaitLine("Who is there", LIMIT);
        assertThat(temporary).as("the container's storage while it runs").isNotEmptyDirectory();

        demo.terminate();

        assertThat(demo.awaitExit(LIMIT)).isEqualTo(130);
        assertThat(demo.errors()).isEmpty();
        assertThat(temporary).isEmptyDirectory();
    }

    private static List<String> texts(Object list) {
        return ((List<?>) list).stream().map(String.class::cast).toList();
    }

    /** Objects as maps, arrays as lists, numbers as Long or Double. */
    private static Object json(String text) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            parser.nextToken();
            Object value = value(parser);
            assertThat(parser.nextToken()).as("after the object").isNull();
            return value;
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    fields.put(name, value(parser));
                }
                yield fields;
            }
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                yield items;
            }
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            default -> parser.getText();
        };
    }
}
