package dev.middleman.peer.cli;

import dev.middleman.peer.Line;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A chat over a line: a line of text is a datagram. Owns the thread that reads the input; questions to the person at the
 * keyboard go through it as well.
 */
final class Chat {
    private final Reporter reporter;
    private final Session session;
    private final AtomicReference<Line> line = new AtomicReference<>();
    private final AtomicReference<Answer> question = new AtomicReference<>();

    /** What to do with the answer to a question. */
    @FunctionalInterface
    interface Answer {
        void given(boolean yes);
    }

    Chat(Reporter reporter, Session session) {
        this.reporter = reporter;
        this.session = session;
    }

    void start(InputStream in) {
        Thread thread = new Thread(() -> read(in), "m2-chat");
        thread.setDaemon(true);
        thread.start();
    }

    /** @return {@code false} when there is somebody to talk to already */
    boolean talk(Line with) {
        if (!line.compareAndSet(null, with)) {
            return false;
        }
        with.receive((from, payload) ->
                reporter.said(StandardCharsets.UTF_8.decode(payload).toString()));
        with.closed().thenAccept(reason -> {
            line.compareAndSet(with, null);
            reporter.event("line-closed", "the line is closed (" + reason + ")", "reason", reason.name());
        });
        return true;
    }

    /** Asks the person; the next line of input is the answer. One question at a time: others are answered with no. */
    void ask(String text, Answer answer) {
        if (!question.compareAndSet(null, answer)) {
            answer.given(false);
            return;
        }
        reporter.event("question", text, "question", text);
    }

    private void read(InputStream in) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                onInput(text);
            }
        } catch (IOException e) {
            // as if it had ended
        }
        Answer open = question.getAndSet(null);
        if (open != null) {
            open.given(false);
        }
        Line last = line.get();
        if (last != null) {
            last.close();
        }
        session.end(Exit.OK);
    }

    private void onInput(String text) {
        Answer open = question.getAndSet(null);
        if (open != null) {
            open.given(text.trim().toLowerCase(java.util.Locale.ROOT).startsWith("y"));
            return;
        }
        Line to = line.get();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (to == null) {
            reporter.event("not-sent", "nobody is on the line", "reason", "NO_LINE");
        } else if (!to.send(bytes)) {
            reporter.event("not-sent", "not sent: at most " + to.maxPayload() + " bytes", "reason", "NOT_TAKEN");
        }
    }
}
