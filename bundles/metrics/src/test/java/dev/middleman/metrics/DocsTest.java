package dev.middleman.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.middleman.testkit.metrics.Family;
import dev.middleman.testkit.metrics.OpenMetrics;
import dev.middleman.testkit.metrics.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What operators read and what their dashboards ask for, against what the endpoint really tells. */
class DocsTest {
    private static final Pattern NAME = Pattern.compile("\\bmiddleman_\\w+");
    private static final Pattern SHOWN_LABEL = Pattern.compile("\\{\\{(\\w+)}}");

    private final Map<String, Family> told =
            OpenMetrics.parse(new String(Page.of(Sheet.of(Some.figures())).openMetrics(), StandardCharsets.UTF_8));

    @Test
    void shouldDescribeEveryMetricInTheGuide() throws IOException {
        List<String> rows = Files.readAllLines(Path.of(System.getProperty("docs"), "operators.md")).stream()
                .filter(line -> line.startsWith("| `" + Metric.PREFIX))
                .toList();
        List<String> expected = new ArrayList<>();
        for (Metric metric : Metric.values()) {
            Family family = told.get(metric.family());
            String labels =
                    labels(family).stream().filter(label -> !label.equals("le")).collect(Collectors.joining(", "));
            expected.add(
                    "| `" + metric.sample() + "` | " + family.type() + " | " + labels + " | " + family.help() + " |");
        }
        assertThat(rows).containsExactlyElementsOf(expected);
    }

    private static Set<String> labels(Family family) {
        return family.samples().stream()
                .flatMap(sample -> sample.labels().keySet().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Test
    void shouldTellWhatTheDashboardAsksFor() throws IOException {
        Path dashboard = Path.of(System.getProperty("dashboard"));
        List<String> queries = fields(dashboard, "expr");
        assertThat(queries).hasSizeGreaterThan(10);
        assertThat(unknown("rate(middleman_datagrams_lost_total[5m])"))
                .containsExactly("middleman_datagrams_lost_total");
        assertThat(queries)
                .allMatch(query -> NAME.matcher(query).find())
                .flatMap(this::unknown)
                .isEmpty();

        Set<String> labels = told.values().stream()
                .flatMap(family -> labels(family).stream())
                .collect(Collectors.toSet());
        assertThat(fields(dashboard, "legendFormat")).isNotEmpty().allSatisfy(legend -> assertThat(labels)
                .containsAll(found(SHOWN_LABEL, legend, 1)));
    }

    private List<String> unknown(String query) {
        Set<String> names = told.values().stream()
                .flatMap(family -> family.samples().stream())
                .map(Sample::name)
                .collect(Collectors.toSet());
        return found(NAME, query, 0).stream()
                .filter(name -> !names.contains(name))
                .toList();
    }

    private static List<String> found(Pattern pattern, String text, int group) {
        List<String> all = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            all.add(matcher.group(group));
        }
        return all;
    }

    private static List<String> fields(Path json, String name) throws IOException {
        List<String> values = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(Files.readString(json))) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.VALUE_STRING && name.equals(parser.currentName())) {
                    values.add(parser.getText());
                }
            }
        }
        return values;
    }
}
