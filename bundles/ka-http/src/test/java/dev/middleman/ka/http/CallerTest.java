package dev.middleman.ka.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Status;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who a request comes from: what proxies say is believed as far as they are trusted. */
class CallerTest {
    private static final Answer OK = Answer.of(Status.CONTENT, "{}".getBytes(UTF_8));

    @ParameterizedTest
    @CsvSource({
        "'', 127.0.0.1",
        "192.0.2.7, 192.0.2.7",
        "2001:db8::7, 2001:db8::7",
        "[2001:db8::7], 2001:db8::7",
        "'203.0.113.1, 192.0.2.7', 192.0.2.7",
        "'192.0.2.7, 10.0.0.1', 192.0.2.7",
        "'203.0.113.1, 192.0.2.7, 10.0.0.1, 10.0.0.2', 192.0.2.7",
        "'203.0.113.1, nonsense, 10.0.0.1', 10.0.0.1",
        "nonsense, 127.0.0.1",
        "'10.0.0.1, 10.0.0.2', 10.0.0.1"
    })
    void shouldBelieveTrustedProxiesOnly(String header, String expected) throws Exception {
        HttpSettings settings = RunningServlet.settings(Set.of(), List.of(RunningServlet.PROXY, "10.0.0.0/8"), 10);
        try (RunningServlet running = new RunningServlet(settings, RunningServlet.saying(OK))) {
            var request = running.request("/m2/n");
            running.send(header.isEmpty() ? request : request.header("X-Forwarded-For", header));

            assertThat(running.nextSeen().from()).isEqualTo(RunningServlet.ip(expected));
        }
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.7", "127.0.0.9"})
    void shouldNotBelieveStrangers(String header) throws Exception {
        HttpSettings settings = RunningServlet.settings(Set.of(), List.of("10.0.0.0/8"), 10);
        try (RunningServlet running = new RunningServlet(settings, RunningServlet.saying(OK))) {
            running.send(running.request("/m2/n").header("X-Forwarded-For", header));

            assertThat(running.nextSeen().from()).isEqualTo(RunningServlet.ip("127.0.0.1"));
        }
    }
}
