package dev.middleman.ka.http;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.control.ControlRequest;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.Reply;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.Deadlines;
import dev.middleman.wire.IpText;
import dev.middleman.wire.WireException;
import jakarta.servlet.Servlet;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * The servlet in a real servlet container on loopback, behind a trusted proxy that the test plays; what it hands in is
 * answered as the test says. For one thread.
 */
final class RunningServlet implements AutoCloseable {
    static final String PROXY = "127.0.0.1";
    private static final long PATIENCE_SECONDS = 20;

    /** A request as it was handed in. */
    record Seen(Method method, String path, byte[] payload, boolean isJson, boolean watches, Endpoint from) {}

    final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    final BlockingQueue<Association> gone = new LinkedBlockingQueue<>();
    final BlockingQueue<Runnable> beats = new LinkedBlockingQueue<>();
    final KaServlet servlet;
    private final Server server = new Server(new InetSocketAddress(PROXY, 0));
    private final HttpClient client = HttpClient.newHttpClient();
    private final BiConsumer<ControlRequest, Reply> answering;

    RunningServlet(HttpSettings settings, BiConsumer<ControlRequest, Reply> answering) throws Exception {
        this(settings, answering, Pages.none());
    }

    RunningServlet(HttpSettings settings, BiConsumer<ControlRequest, Reply> answering, Pages pages) throws Exception {
        this.answering = answering;
        this.servlet = new KaServlet(new Handler(), new Beats(), new Random(1), settings, pages);
        serve(servlet, "/m2/*", "/");
    }

    private void serve(Servlet its, String... patterns) throws Exception {
        ServletContextHandler handler = new ServletContextHandler();
        ServletHolder holder = new ServletHolder(its);
        holder.setAsyncSupported(true);
        for (String pattern : patterns) {
            handler.addServlet(holder, pattern);
        }
        server.setHandler(handler);
        server.start();
    }

    static RunningServlet behindProxy(BiConsumer<ControlRequest, Reply> answering) throws Exception {
        return new RunningServlet(settings(Set.of(), List.of(PROXY), 100), answering);
    }

    static HttpSettings settings(Set<String> origins, List<String> proxies, int maxWaiting) {
        return new HttpSettings(
                origins, Network.parse("trustedProxies", proxies.toArray(String[]::new)), maxWaiting, Optional.empty());
    }

    /** Always the same answer. */
    static BiConsumer<ControlRequest, Reply> saying(Answer answer) {
        return (request, reply) -> reply.send(answer);
    }

    static Endpoint ip(String text) {
        try {
            return IpText.parse(text);
        } catch (WireException e) {
            throw new IllegalArgumentException(e);
        }
    }

    java.net.http.HttpRequest.Builder request(String path) {
        return java.net.http.HttpRequest.newBuilder(URI.create("http://" + PROXY + ":" + port() + path))
                .timeout(Duration.ofSeconds(PATIENCE_SECONDS));
    }

    java.net.http.HttpRequest.Builder post(String path, String json) {
        return request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
    }

    HttpResponse<String> send(java.net.http.HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpClient client() {
        return client;
    }

    Seen nextSeen() throws InterruptedException {
        return next(seen);
    }

    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T one = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (one == null) {
            throw new AssertionError("nothing came within " + PATIENCE_SECONDS + " s");
        }
        return one;
    }

    int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new AssertionError("the servlet container does not stop", e);
        }
    }

    private final class Handler implements ControlHandler {
        @Override
        public void handle(ControlRequest request, Reply reply) {
            seen.add(new Seen(
                    request.method(),
                    request.path(),
                    request.payload(),
                    request.isJson(),
                    request.wantsObserve(),
                    request.association().remote()));
            answering.accept(request, reply);
        }

        @Override
        public void gone(Association association) {
            gone.add(association);
        }
    }

    /** Time that only the test turns. */
    private final class Beats implements Deadlines {
        @Override
        public Deadline after(long delayNs, Runnable task) {
            beats.add(task);
            return () -> beats.remove(task);
        }
    }
}
