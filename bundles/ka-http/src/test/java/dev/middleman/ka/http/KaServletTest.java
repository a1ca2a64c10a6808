package dev.middleman.ka.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.Reply;
import dev.middleman.api.control.Status;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KaServletTest {
    private static final String TOKEN = "AAECAwQFBgcICQoLDA0ODw";
    private static final Answer OK = Answer.of(Status.CONTENT, "{}".getBytes(UTF_8));

    @Test
    void shouldHandInWhatCameByHttp() throws Exception {
        try (RunningServlet running = RunningServlet.behindProxy(RunningServlet.saying(OK))) {
            HttpResponse<String> response =
                    running.send(running.post("/m2/x", "{\"a\":1}").header("X-Forwarded-For", "192.0.2.7"));

            RunningServlet.Seen seen = running.nextSeen();
            assertThat(seen.method()).isEqualTo(Method.POST);
            assertThat(seen.path()).isEqualTo("/x");
            assertThat(seen.payload()).asString(UTF_8).isEqualTo("{\"a\":1}");
            assertThat(seen.isJson()).isTrue();
            assertThat(seen.watches()).isFalse();
            assertThat(seen.from()).isEqualTo(RunningServlet.ip("192.0.2.7"));
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("{}");
            assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "CREATED, 201",
        "DELETED, 200",
        "CHANGED, 200",
        "CONTENT, 200",
        "BAD_REQUEST, 400",
        "UNAUTHORIZED, 401",
        "FORBIDDEN, 403",
        "NOT_FOUND, 404",
        "METHOD_NOT_ALLOWED, 405",
        "CONFLICT, 409",
        "TOO_LARGE, 413",
        "UNSUPPORTED_FORMAT, 415",
        "TOO_MANY_REQUESTS, 429",
        "INTERNAL_ERROR, 500",
        "UNAVAILABLE, 503"
    })
    void shouldTranslateEveryCode(Status status, int http) throws Exception {
        try (RunningServlet running = RunningServlet.behindProxy(
                RunningServlet.saying(Answer.of(status, "{}".getBytes(UTF_8)).retryAfter(17)))) {
            HttpResponse<String> response = running.send(running.request("/m2/n"));

            assertThat(response.statusCode()).isEqualTo(http);
            assertThat(response.headers().firstValue("Retry-After")).contains("17");
            assertThat(response.headers().firstValue("WWW-Authenticate").isPresent())
                    .isEqualTo(http == 401);
            assertThat(response.headers().firstValue("Allow").orElse("")).isEqualTo(http == 405 ? "GET" : "");
        }
    }

    @Test
    void shouldGiveTheTokenOnceAndInNoPath() throws Exception {
        Answer created = Answer.of(Status.CREATED, "{}".getBytes(UTF_8)).at("/p/" + TOKEN);
        try (RunningServlet running = RunningServlet.behindProxy(RunningServlet.saying(created))) {
            HttpResponse<String> response = running.send(running.post("/m2/p", "{}"));

            assertThat(response.headers().firstValue("Location")).contains("/m2/p/me");
            assertThat(response.headers().firstValue("M2-Token")).contains(TOKEN);
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, /m2/p/me/in, /in", "POST, /m2/p/me, ''", "DELETE, /m2/p/me, ''"})
    void shouldFindAPeerByItsToken(String method, String path, String rest) throws Exception {
        try (RunningServlet running = RunningServlet.behindProxy(RunningServlet.saying(OK))) {
            running.send(running.request(path)
                    .method(method, BodyPublishers.noBody())
                    .header("Authorization", "bearer " + TOKEN));

            assertThat(running.nextSeen().path()).isEqualTo("/p/" + TOKEN + rest);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/", "/m2", "/m2/", "/m2/m", "/m2/m/AAECAwQFBgcICQoLDA0ODw", "/m2/p/AAECAwQFBgcICQoLDA0ODw", "/m2/p/me",
                "/m2/p/AAECAwQFBgcICQoLDA0ODw/in", "/m2/n?a=b", "/m2/%6e", "/m2/n;a=b", "/m2/x/a/b", "/status",
                        "/robots.txt"
            })
    void shouldHandInWhatItDoesNotOfferAtAPathThatMeansNothing(String path) throws Exception {
        try (RunningServlet running = RunningServlet.behindProxy(RunningServlet.saying(OK))) {
            running.send(running.request(path));

            assertThat(running.nextSeen().path()).isEqualTo("/");
        }
    }

    @Test
    void shouldNotServeWithoutTlsUnlessATrustedProxyAsks() throws Exception {
        HttpSettings strict = RunningServlet.settings(Set.of(), List.of("192.0.2.1"), 10);
        try (RunningServlet running = new RunningServlet(strict, RunningServlet.saying(OK))) {
            running.send(running.request("/m2/n").header("X-Forwarded-For", "192.0.2.1"));

            assertThat(running.nextSeen().path()).isEqualTo("/");
        }
    }

    @Test
    void shouldReadOneByteMoreThanAMessageMayHave() throws Exception {
        try (RunningServlet running = RunningServlet.behindProxy(RunningServlet.saying(Answer.of(Status.TOO_LARGE)))) {
            running.send(running.post("/m2/x", "x".repeat(900)));
            assertThat(running.nextSeen().payload()).hasSize(900);

            HttpResponse<String> response = running.send(running.post("/m2/x", "x".repeat(100_000)));
            assertThat(running.nextSeen().payload()).hasSize(1_025);
            assertThat(response.statusCode()).isEqualTo(413);
        }
    }

    @Test
    void shouldTakeNothingForJsonThatDoesNotSaySo() throws Exception {
        try (RunningServlet running = RunningServlet.behindProxy(RunningServlet.saying(OK))) {
            running.send(running.request("/m2/x").POST(BodyPublishers.ofString("{}")));
            assertThat(running.nextSeen().isJson()).isFalse();
            running.send(running.request("/m2/x")
                    .header("Content-Type", "text/plain")
                    .POST(BodyPublishers.ofString("{}")));
            assertThat(running.nextSeen().isJson()).isFalse();
            running.send(running.request("/m2/x")
                    .header("Content-Type", "Application/JSON; charset=utf-8")
                    .POST(BodyPublishers.ofString("{}")));
            assertThat(running.nextSeen().isJson()).isTrue();
        }
    }

    @Test
    void shouldAnswerWhenTheAnswerComes() throws Exception {
        BlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
        try (RunningServlet running = RunningServlet.behindProxy((request, reply) -> replies.add(reply))) {
            CompletableFuture<HttpResponse<String>> waiting =
                    running.client().sendAsync(running.post("/m2/x", "{}").build(), BodyHandlers.ofString());
            Reply reply = RunningServlet.next(replies);
            assertThat(running.servlet.waiting()).isOne();
            assertThat(waiting).isNotDone();

            reply.send(OK);
            reply.send(Answer.of(Status.CONFLICT));

            assertThat(waiting.get().statusCode()).as("the first answer counts").isEqualTo(200);
        }
    }

    @Test
    void shouldTurnAwayWhatIsMoreThanItMayKeep() throws Exception {
        BlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
        HttpSettings one = RunningServlet.settings(Set.of(), List.of(RunningServlet.PROXY), 1);
        try (RunningServlet running = new RunningServlet(one, (request, reply) -> replies.add(reply))) {
            CompletableFuture<HttpResponse<String>> first =
                    running.client().sendAsync(running.post("/m2/x", "{}").build(), BodyHandlers.ofString());
            Reply reply = RunningServlet.next(replies);

            HttpResponse<String> second = running.send(running.post("/m2/x", "{}"));

            assertThat(second.statusCode()).isEqualTo(503);
            assertThat(second.headers().firstValue("Retry-After")).contains("30");
            assertThat(second.body()).hasSize(256).startsWith("{\"error\":\"too many requests under way\"}");
            assertThat(running.servlet.turnedAway()).isOne();
            reply.send(OK);
            assertThat(first.get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void shouldSayThatAMistakeIsOursAndNothingElse() throws Exception {
        try (RunningServlet running = RunningServlet.behindProxy((request, reply) -> {
            throw new IllegalStateException("secret");
        })) {
            HttpResponse<String> response = running.send(running.request("/m2/n"));

            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.body()).doesNotContain("secret");
        }
    }

    @Test
    void shouldGiveRefusalsOfEveryKindTheSameBytes() throws Exception {
        Answer nothing = Answer.of(Status.NOT_FOUND, "{\"error\":\"nothing here\"}".getBytes(UTF_8));
        try (RunningServlet running = RunningServlet.behindProxy(RunningServlet.saying(nothing))) {
            HttpResponse<String> unknownPath = running.send(running.request("/nowhere"));
            HttpResponse<String> noTarget = running.send(running.post("/m2/x", "{}"));

            assertThat(withoutDate(noTarget)).isEqualTo(withoutDate(unknownPath));
            assertThat(noTarget.body()).isEqualTo(unknownPath.body());
        }
    }

    private static Map<String, List<String>> withoutDate(HttpResponse<?> response) {
        return response.headers().map().entrySet().stream()
                .filter(header -> !header.getKey().equalsIgnoreCase("date"))
                .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Test
    void shouldKeepBrowsersFromKeepingGuessingAndEmbedding() throws Exception {
        try (RunningServlet running = RunningServlet.behindProxy(RunningServlet.saying(OK))) {
            HttpResponse<String> response = running.send(running.request("/m2/n"));

            assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
            assertThat(response.headers().firstValue("Content-Security-Policy"))
                    .contains("default-src 'none'; frame-ancestors 'none'");
            assertThat(response.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
    }
}
