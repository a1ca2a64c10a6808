package dev.middleman.itests.system.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Site;
import dev.middleman.itests.system.net.Tools;
import dev.middleman.itests.system.node.Network;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** docs/tutorial.md, with stock clients and a network of the distribution: what to type, and what is printed then. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class TutorialPageIT {
    private static final String PAGE = "docs/tutorial.md";
    private static final String COAP =
            "docs/tutorial/stock-clients.sh 'coaps://192.0.2.1:5684/m2#sha256=xXfT-ApXs2XSOe4DpTjHgD7pKxjQd4LophUoKZ4zfVU'";
    private static final String HTTPS =
            "docs/tutorial/curl.sh https://192.0.2.1:8443/m2 xXfT-ApXs2XSOe4DpTjHgD7pKxjQd4LophUoKZ4zfVU";
    private static final String PRINTED =
            "alice: {\"v\":1,\"endpoints\":[[\"192.0.2.7\",20001],...],\"sid\":\"AAAAAAAAAAE\",\"K\":\"...\",\"mode\":\"K\",\"idle\":60,...,\"role\":\"a\",\"blob\":\"xJ8z...\"}";

    private Site site;
    private Network network;
    private Host reader;
    private String root;

    @BeforeAll
    void startNetwork(@TempDir Path folder) {
        site = Site.open(folder);
        reader = site.host("reader");
        network = new Network(site, folder, site.host("ka"));
        root = network.startKaWithHttps(Map.of(), Map.of());
        network.startMiddleman(site.host("m1")).awaitReady().awaitRegistered(Typist.LIMIT);
    }

    @AfterAll
    void stopNetwork() {
        site.close();
    }

    @Test
    void shouldGiveStockClientsALineAsThePageSays() {
        Tools.need("bash", "openssl", "basenc", "coap-client-openssl");
        String there = "coaps://192.0.2.1:5684/m2#sha256=xXfT-ApXs2XSOe4DpTjHgD7pKxjQd4LophUoKZ4zfVU";

        assertPrintsWhatThePageSays("COAP_CLIENT=coap-client-openssl", COAP, there, network.kaAddress());
    }

    @Test
    void shouldGiveCurlALineAsThePageSays() {
        Tools.need("bash", "curl", "openssl", "basenc");
        String pin = network.kaAddress().replaceFirst(".*sha256=", "");

        assertPrintsWhatThePageSays(
                "LC_ALL=C",
                HTTPS,
                "https://192.0.2.1:8443/m2",
                root,
                "xXfT-ApXs2XSOe4DpTjHgD7pKxjQd4LophUoKZ4zfVU",
                pin);
    }

    private void assertPrintsWhatThePageSays(String environment, String key, String... others) {
        String line = Snippet.replaced(Pages.snippet(PAGE, key).only(), others);
        Program script =
                reader.start(line, List.of("sh", "-c", "cd '" + Pages.project() + "' && " + environment + " " + line));
        assertThat(script.awaitExit(Typist.LIMIT)).as(script.tail()).isZero();
        List<String> printed = Pages.snippet(PAGE, PRINTED).commands();
        assertThat(pattern(printed.get(0)))
                .as("what the page's own line must look like")
                .matches(own ->
                        own.matcher(printed.get(0).replaceAll("\\s+", " ")).matches());
        for (String sample : printed) {
            assertThat(script.output())
                    .as(sample)
                    .anyMatch(said -> pattern(sample).matcher(said).matches());
            String otherRole = sample.replace("\"role\":\"a", "\"role\":\"x").replace("\"role\":\"b", "\"role\":\"x");
            assertThat(script.output())
                    .as("a page that says something else")
                    .noneMatch(said -> pattern(otherRole).matcher(said).matches());
        }
    }

    /** Every address, port, id and key is another one, and what the page leaves out may be anything. */
    private static Pattern pattern(String sample) {
        String plain = sample.replaceAll("\\s+", " ")
                .replaceAll("\"(\\d+\\.){3}\\d+\",\\d+", "ENDPOINT")
                .replaceAll("\"(sid|K|blob)\":\"[^\"]*\"", "\"$1\":TEXT")
                .replace(",...", "MORE");
        return Pattern.compile(Arrays.stream(plain.split("(?<=ENDPOINT|TEXT|MORE)|(?=ENDPOINT|TEXT|MORE)"))
                .map(part -> switch (part) {
                    case "ENDPOINT" -> "\"[0-9.]+\",\\d+";
                    case "TEXT" -> "\"[\\w.-]+\"";
                    case "MORE" -> ".*";
                    default -> Pattern.quote(part);
                })
                .collect(Collectors.joining()));
    }
}
