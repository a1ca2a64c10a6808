package dev.middleman.ka.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Observer;
import dev.middleman.api.control.Status;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A watched inbox: server-sent events. */
class EventStreamTest {
    private final BlockingQueue<Observer> observers = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    private RunningServlet start() throws Exception {
        return RunningServlet.behindProxy(
                (request, reply) -> observers.add(reply.observe(answer("{\"offers\":[]}"), ended::countDown)));
    }

    private static Answer answer(String json) {
        return Answer.of(Status.CONTENT, json.getBytes(UTF_8));
    }

    private static HttpResponse<InputStream> watch(RunningServlet running) throws Exception {
        return running.client()
                .send(
                        running.request("/m2/p/me/in")
                                .header("Authorization", "Bearer AAECAwQFBgcICQoLDA0ODw")
                                .header("Accept", "text/event-stream")
                                .build(),
                        BodyHandlers.ofInputStream());
    }

    private static BufferedReader reader(HttpResponse<InputStream> response) {
        return new BufferedReader(new InputStreamReader(response.body(), UTF_8));
    }

    @Test
    void shouldPushTheInboxAndEveryChangeOfIt() throws Exception {
        try (RunningServlet running = start()) {
            HttpResponse<InputStream> response = watch(running);
            assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
            assertThat(running.nextSeen().watches()).isTrue();
            BufferedReader lines = reader(response);
            assertThat(lines.readLine()).isEqualTo("data: {\"offers\":[]}");
            assertThat(lines.readLine()).isEmpty();

            Observer observer = RunningServlet.next(observers);
            for (int i = 0; i < 20; i++) {
                assertThat(observer.notify(answer("{\"offers\":[" + i + "]}"))).isTrue();
                assertThat(lines.readLine()).isEqualTo("data: {\"offers\":[" + i + "]}");
                assertThat(lines.readLine()).isEmpty();
            }
        }
    }

    @Test
    void shouldSayGoodByeWhenTheRegistrationEnds() throws Exception {
        try (RunningServlet running = start()) {
            BufferedReader lines = reader(watch(running));
            lines.readLine();
            lines.readLine();
            Observer observer = RunningServlet.next(observers);

            observer.close();

            assertThat(lines.readLine()).isEqualTo("event: end");
            assertThat(lines.readLine()).isEqualTo("data: {}");
            assertThat(lines.readLine()).isEmpty();
            assertThat(lines.readLine()).as("the end of the response").isNull();
            assertThat(ended.await(20, TimeUnit.SECONDS))
                    .as("the KA server was told")
                    .isTrue();
            assertThat(observer.notify(answer("{}"))).isFalse();
        }
    }

    @Test
    void shouldBeatWhileNothingHappensAndNoticeByItWhoLeft() throws Exception {
        try (RunningServlet running = start()) {
            HttpResponse<InputStream> response = watch(running);
            BufferedReader lines = reader(response);
            lines.readLine();
            lines.readLine();
            RunningServlet.next(running.beats).run();
            assertThat(lines.readLine()).isEqualTo(":");

            response.body().close();

            // The first beats after that may still fit the socket's buffers.
            for (int i = 0; i < 200 && !ended.await(50, TimeUnit.MILLISECONDS); i++) {
                Runnable beat = running.beats.poll();
                if (beat != null) {
                    beat.run();
                }
            }
            assertThat(ended.getCount()).as("the KA server was told").isZero();
        }
    }

    @Test
    void shouldAnswerOnceWhereTheInboxIsNotThere() throws Exception {
        try (RunningServlet running = RunningServlet.behindProxy((request, reply) ->
                observers.add(reply.observe(Answer.of(Status.NOT_FOUND, "{}".getBytes(UTF_8)), ended::countDown)))) {
            HttpResponse<InputStream> response = watch(running);

            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(RunningServlet.next(observers).notify(answer("{}"))).isFalse();
            assertThat(ended.getCount()).isZero();
        }
    }
}
