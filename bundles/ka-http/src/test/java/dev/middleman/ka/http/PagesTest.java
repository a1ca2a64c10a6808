package dev.middleman.ka.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Reply;
import dev.middleman.api.control.Status;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {

    private static final Answer NOTHING = Answer.of(Status.NOT_FOUND, "{\"error\":\"nothing here\"}".getBytes(UTF_8));
    private static final Pattern LINK = Pattern.compile("(?:src|href)=\"([^\"#]+)\"");
    private static final Pattern IMPORT = Pattern.compile("from '\\./([^']+)'");
    private static final Pattern INLINE = Pattern.compile(
            "<script(?![^>]*\\bsrc=)|<style|\\sstyle=|\\son[a-z]+=|javascript:", Pattern.CASE_INSENSITIVE);

    private static RunningServlet running(boolean status, boolean demo, int maxWaiting) throws Exception {
        Pages pages = Pages.of(status ? Optional.of(() -> "{}".getBytes(UTF_8)) : Optional.empty(), demo);
        HttpSettings settings = RunningServlet.settings(Set.of(), List.of(RunningServlet.PROXY), maxWaiting);
        return new RunningServlet(settings, RunningServlet.saying(NOTHING), pages);
    }

    @ParameterizedTest
    @CsvSource({
        "status.html, text/html; charset=utf-8",
        "status.js, text/javascript; charset=utf-8",
        "status.json, application/json",
        "page.css, text/css; charset=utf-8",
        "icon.svg, image/svg+xml",
        "demo.html, text/html; charset=utf-8",
        "peer/middleman.js, text/javascript; charset=utf-8",
        "uplot/uPlot.iife.min.js, text/javascript; charset=utf-8"
    })
    void shouldServeWhatIsConfigured(String name, String type) throws Exception {
        try (RunningServlet running = running(true, true, 10)) {
            HttpResponse<String> response = running.send(running.request("/m2/pages/" + name));

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isNotEmpty();
            assertThat(response.headers().firstValue("Content-Type").map(PagesTest::bare))
                    .contains(bare(type));
            assertThat(response.headers().firstValue("Content-Security-Policy"))
                    .contains(Page.POLICY)
                    .get()
                    .asString()
                    .doesNotContain("unsafe");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status.html",
                "status.json",
                "demo.html",
                "page.css",
                "peer/peer.js",
                "../openapi.json",
                "nothing"
            })
    void shouldHaveNoPageThatIsNotConfigured(String name) throws Exception {
        try (RunningServlet running = running(false, false, 10)) {
            HttpResponse<String> response = running.send(running.request("/m2/pages/" + name));

            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(running.nextSeen().path()).isEqualTo("/");
        }
    }

    /** Servlet containers write media types as they like. */
    private static String bare(String type) {
        return type.toLowerCase(Locale.ROOT).replace(" ", "");
    }

    @Test
    void shouldServeOnePageWithoutTheOther() throws Exception {
        try (RunningServlet running = running(true, false, 10)) {
            assertThat(running.send(running.request("/m2/pages/status.html")).statusCode())
                    .isEqualTo(200);
            assertThat(running.send(running.request("/m2/pages/demo.html")).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void shouldServeNoPageWithoutTls() throws Exception {
        Pages pages = Pages.of(Optional.empty(), true);
        HttpSettings strict = RunningServlet.settings(Set.of(), List.of("192.0.2.1"), 10);
        try (RunningServlet running = new RunningServlet(strict, RunningServlet.saying(NOTHING), pages)) {
            assertThat(running.send(running.request("/m2/pages/demo.html")).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void shouldTurnAwayAPageWhenTooManyRequestsAreUnderWay() throws Exception {
        BlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
        HttpSettings one = RunningServlet.settings(Set.of(), List.of(RunningServlet.PROXY), 1);
        Pages pages = Pages.of(Optional.empty(), true);
        try (RunningServlet running = new RunningServlet(one, (request, reply) -> replies.add(reply), pages)) {
            running.client().sendAsync(running.post("/m2/x", "{}").build(), BodyHandlers.ofString());
            RunningServlet.next(replies);

            assertThat(running.send(running.request("/m2/pages/demo.html")).statusCode())
                    .isEqualTo(503);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"status.html", "demo.html"})
    void shouldFindAllThatAPageLoadsAndNothingInline(String name) throws Exception {
        assertThat("<p style=\"color:red\"><script>1</script>").containsPattern(INLINE);
        try (RunningServlet running = running(true, true, 10)) {
            String html = running.send(running.request("/m2/pages/" + name)).body();

            assertThat(html).doesNotContainPattern(INLINE);
            List<String> links = all(LINK, html);
            assertThat(links).hasSizeGreaterThan(3);
            for (String link : links) {
                HttpResponse<String> response = running.send(running.request("/m2/pages/" + link));
                assertThat(response.statusCode()).as(link).isEqualTo(200);
            }
        }
    }

    @Test
    void shouldFindAllModulesThatTheDemonstrationImports() throws Exception {
        try (RunningServlet running = running(false, true, 10)) {
            String script = running.send(running.request("/m2/pages/demo.js")).body();
            for (String module : all(IMPORT, script)) {
                HttpResponse<String> response = running.send(running.request("/m2/pages/" + module));
                assertThat(response.statusCode()).as(module).isEqualTo(200);
                for (String inner : all(IMPORT, response.body())) {
                    assertThat(running.send(running.request("/m2/pages/peer/" + inner))
                                    .statusCode())
                            .as(inner)
                            .isEqualTo(200);
                }
            }
            assertThat(all(IMPORT, script)).hasSize(3);
        }
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}
