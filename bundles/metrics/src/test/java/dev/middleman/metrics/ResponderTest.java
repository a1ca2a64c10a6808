package dev.middleman.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.Deadlines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ResponderTest {
    private static final String GET = "GET /metrics HTTP/1.1\r\nHost: node\r\n";

    /** What is due when somebody was too slow; called off by a name. */
    private final BlockingQueue<Runnable> limits = new LinkedBlockingQueue<>();

    private final List<Socket> clients = new ArrayList<>();
    private final Page page = Page.of(Sheet.of(Some.figures()));
    private Supplier<Page> pages = () -> page;
    private final Responder responder =
            new Responder(new MetricsSettings(InetAddress.getLoopbackAddress(), 0), () -> pages.get(), this::remember);

    private Deadline remember(long delayNs, Runnable task) {
        assertThat(delayNs).isEqualTo(TimeUnit.SECONDS.toNanos(Responder.LIMIT_SECONDS));
        limits.add(task);
        return () -> limits.remove(task);
    }

    @AfterEach
    void close() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        responder.close();
    }

    private Socket connect(String text) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), responder.port());
        clients.add(client);
        client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return client;
    }

    private static String answer(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private String ask(String text) throws IOException {
        return answer(connect(text));
    }

    @Test
    void shouldAnswerInTheFormatThatIsAskedFor() throws IOException {
        assertThat(ask(GET + "aCCept: application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.2\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK\r\nContent-Type: application/openmetrics-text; version=1.0.0;"
                        + " charset=utf-8\r\nContent-Length: " + page.openMetrics().length + "\r\n")
                .endsWith("\r\n\r\n" + new String(page.openMetrics(), StandardCharsets.UTF_8));
        assertThat(ask(GET + "\r\n"))
                .startsWith("HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n")
                .endsWith("\r\n\r\n" + new String(page.plain(), StandardCharsets.UTF_8));
        assertThat(limits).as("limits of those that were answered").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET /metrics?name=x HTTP/1.0, 200 OK",
        "GET / HTTP/1.1, 404 Not Found",
        "GET /metrics/ HTTP/1.1, 404 Not Found",
        "POST /metrics HTTP/1.1, 405 Method Not Allowed",
        "GET /metrics, 400 Bad Request",
        "GET /metrics HTTP/2.0, 400 Bad Request",
        "nonsense, 400 Bad Request"
    })
    void shouldAnswerNothingElse(String line, String status) throws IOException {
        assertThat(ask(line + "\r\n\r\n")).startsWith("HTTP/1.1 " + status + "\r\n");
    }

    @Test
    void shouldNotReadAnEndlessHead() throws IOException {
        // Not a byte more than is read, so that the refusal is not lost to a reset.
        String tooLong = GET + "A: " + "a".repeat(Request.MOST_BYTES - GET.length() - 3);
        assertThat(ask(tooLong)).startsWith("HTTP/1.1 400");
        String justFits = GET + "A: " + "a".repeat(Request.MOST_BYTES - GET.length() - 7) + "\r\n\r\n";
        assertThat(ask(justFits)).startsWith("HTTP/1.1 200");
    }

    @Test
    void shouldCutOffWhoIsTooSlowAndServeTheNext() throws Exception {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < Responder.THREADS; i++) {
            slow.add(connect("GET /met"));
        }
        Runnable first = limits.poll(20, TimeUnit.SECONDS);
        Runnable second = limits.poll(20, TimeUnit.SECONDS);
        Socket waiting = connect(GET + "\r\n");
        assertThat(limits).as("served beside the slow ones").isEmpty();

        first.run();
        assertThat(answer(waiting)).startsWith("HTTP/1.1 200");
        second.run();
        for (Socket client : slow) {
            assertThat(endsWithoutAnAnswer(client)).isTrue();
        }
        assertThat(ask(GET + "\r\n")).startsWith("HTTP/1.1 200");
    }

    private static boolean endsWithoutAnAnswer(Socket client) {
        try {
            return client.getInputStream().read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void shouldServeOnWhenAReadingFails() throws IOException {
        pages = () -> {
            throw new RejectedExecutionException("planted");
        };
        for (int i = 0; i < 2 * Responder.THREADS; i++) {
            assertThat(endsWithoutAnAnswer(connect(GET + "\r\n"))).isTrue();
        }
        pages = () -> page;
        assertThat(ask(GET + "\r\n")).startsWith("HTTP/1.1 200");
    }

    @Test
    void shouldStopWhileSomebodyIsServed() throws Exception {
        Socket client = connect("GET /met");
        limits.poll(20, TimeUnit.SECONDS);
        assertThat(threads()).hasSize(Responder.THREADS);

        responder.close();

        assertThat(threads()).isEmpty();
        assertThat(endsWithoutAnAnswer(client)).isTrue();
        assertThatThrownBy(() -> connect("")).isInstanceOf(IOException.class);
        assertThat(limits).isEmpty();
    }

    @Test
    void shouldStopWhileAPageIsMade() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        pages = () -> {
            asked.countDown();
            try {
                go.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return page;
        };
        Socket client = connect(GET + "\r\n");
        asked.await();
        Thread stopping = new Thread(responder::close);
        stopping.start();
        assertThat(endsWithoutAnAnswer(client)).isTrue();
        go.countDown();
        stopping.join();
        assertThat(threads()).isEmpty();
    }

    @Test
    void shouldNameThePortThatIsTaken() {
        assertThatThrownBy(() -> new Responder(
                        new MetricsSettings(InetAddress.getLoopbackAddress(), responder.port()), pages, noDeadlines()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("TCP port " + responder.port() + " cannot be bound for metrics");
    }

    private static Deadlines noDeadlines() {
        return (delayNs, task) -> () -> true;
    }

    private List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("middleman-metrics-"))
                .toList();
    }
}
