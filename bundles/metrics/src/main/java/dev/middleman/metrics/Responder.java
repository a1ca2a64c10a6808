package dev.middleman.metrics;

import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.Deadlines;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Answers {@code GET /metrics}, one request for each connection. As many are served at a time as there are threads, each for
 * {@value #LIMIT_SECONDS} s at the most; {@value #BACKLOG} more wait in the kernel, and others are not let in. Thread-safe.
 */
final class Responder implements AutoCloseable {
    static final int THREADS = 2;
    static final int BACKLOG = 8;
    static final int LIMIT_SECONDS = 5;

    private static final String PATH = "/metrics";
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long STOP_MS = TimeUnit.SECONDS.toMillis(5);

    private final ServerSocket server;
    private final Supplier<Page> pages;
    private final Deadlines deadlines;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads;

    /** @throws IllegalStateException when the port cannot be bound; names it */
    Responder(MetricsSettings settings, Supplier<Page> pages, Deadlines deadlines) {
        this.pages = pages;
        this.deadlines = deadlines;
        try {
            server = new ServerSocket(settings.port(), BACKLOG, settings.bind());
        } catch (IOException taken) {
            throw new IllegalStateException("TCP port " + settings.port() + " cannot be bound for metrics", taken);
        }
        threads = IntStream.rangeClosed(1, THREADS)
                .mapToObj(number -> new Thread(this::serve, "middleman-metrics-" + number))
                .toList();
        threads.forEach(thread -> {
            thread.setDaemon(true);
            thread.start();
        });
    }

    int port() {
        return server.getLocalPort();
    }

    private void serve() {
        while (!server.isClosed()) {
            Socket client;
            try {
                client = server.accept();
            } catch (IOException closedOrOutOfFiles) {
                LockSupport.parkNanos(PAUSE_NS);
                continue;
            }
            open.add(client);
            try (client) {
                inTime(client);
            } catch (IOException | RuntimeException gone) {
                // Somebody left, was too slow, or came as the node stops; or what was asked had just gone. The thread
                // serves the next.
            } finally {
                open.remove(client);
            }
        }
    }

    /** Whoever is slower than that finds the connection closed, wherever this thread is in it. */
    private void inTime(Socket client) throws IOException {
        Deadline limit = deadlines.after(TimeUnit.SECONDS.toNanos(LIMIT_SECONDS), () -> close(client));
        try {
            // It may have been accepted while everything that was open was closed.
            if (!server.isClosed()) {
                answer(client);
            }
        } finally {
            limit.cancel();
        }
    }

    private void answer(Socket client) throws IOException {
        Optional<Request> request = Request.read(client.getInputStream());
        if (request.isEmpty()) {
            refuse(client, "400 Bad Request");
        } else if (!request.get().path().equals(PATH)) {
            refuse(client, "404 Not Found");
        } else if (request.get().method().equals("GET")) {
            Page page = pages.get();
            String accept = request.get().accept();
            send(client, "200 OK", Page.contentType(accept), page.body(accept));
        } else {
            refuse(client, "405 Method Not Allowed\r\nAllow: GET");
        }
    }

    private static void refuse(Socket client, String status) throws IOException {
        send(client, status, "text/plain; charset=utf-8", new byte[0]);
    }

    private static void send(Socket client, String status, String contentType, byte[] body) throws IOException {
        String head = "HTTP/1.1 " + status + "\r\nContent-Type: " + contentType + "\r\nContent-Length: " + body.length
                + "\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n";
        OutputStream out = client.getOutputStream();
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception alreadyBroken) {
            // It is not used any more.
        }
    }

    /** Lets nobody in any more, cuts off who is being served, and waits for the threads. */
    @Override
    public void close() {
        close(server);
        open.forEach(Responder::close);
        threads.forEach(LockSupport::unpark);
        try {
            for (Thread thread : threads) {
                thread.join(STOP_MS);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
