package dev.middleman.ka.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Status;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CorsTest {
    private static final String PAGE = "https://app.example.org";
    private static final Answer OK = Answer.of(Status.CONTENT, "{}".getBytes(UTF_8));

    private static RunningServlet allowing(Set<String> origins) throws Exception {
        return new RunningServlet(
                RunningServlet.settings(origins, List.of(RunningServlet.PROXY), 10), RunningServlet.saying(OK));
    }

    private static HttpResponse<String> preflight(RunningServlet running, String origin) throws Exception {
        return running.send(running.request("/m2/x")
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST"));
    }

    @Test
    void shouldLetPagesOfAnAllowedOriginAsk() throws Exception {
        try (RunningServlet running = allowing(Set.of(PAGE))) {
            HttpResponse<String> leave = preflight(running, PAGE);
            assertThat(leave.statusCode()).isEqualTo(204);
            assertThat(leave.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains(PAGE);
            assertThat(leave.headers().firstValue("Access-Control-Allow-Headers"))
                    .contains("Authorization, Content-Type");
            assertThat(running.seen).isEmpty();

            HttpResponse<String> answer = running.send(running.request("/m2/n").header("Origin", PAGE));
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains(PAGE);
            assertThat(answer.headers()
                            .firstValue("Access-Control-Expose-Headers")
                            .orElse(""))
                    .contains("M2-Token");
            assertThat(answer.headers().firstValue("Vary")).contains("Origin");
        }
    }

    @Test
    void shouldTellOtherOriginsWhatEverybodyIsTold() throws Exception {
        try (RunningServlet running = allowing(Set.of(PAGE))) {
            for (String other : List.of(PAGE + ".evil.example", "http://app.example.org", PAGE + ":8443", "null")) {
                HttpResponse<String> refused = preflight(running, other);
                assertThat(refused.headers().firstValue("Access-Control-Allow-Origin"))
                        .as(other)
                        .isEmpty();
                assertThat(running.nextSeen().path()).isEqualTo("/x");
            }
        }
    }

    @Test
    void shouldBeOffUnlessConfigured() throws Exception {
        try (RunningServlet running = allowing(Set.of())) {
            HttpResponse<String> refused = preflight(running, PAGE);

            assertThat(refused.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
            assertThat(refused.headers().firstValue("Vary")).isEmpty();
            assertThat(running.nextSeen().method()).as("what no resource has").hasToString("PUT");
        }
    }
}
