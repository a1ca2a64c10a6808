package dev.middleman.ka.http;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.Observer;
import dev.middleman.api.control.Reply;
import dev.middleman.api.time.Deadlines;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One HTTP request that is answered now or later. Thread-safe. What is written is written by a thread of the servlet
 * container: whoever answers may be in a turn, or be the clock.
 */
final class Conversation implements Reply, AsyncListener {
    private final AsyncContext context;
    private final Set<Method> methods;
    private final Association association;
    private final ControlHandler handler;
    private final Deadlines deadlines;
    private final Runnable over;
    private final AtomicBoolean answered = new AtomicBoolean();
    private volatile EventStream stream;

    /**
     * @param methods that the resource has
     * @param over called once, when the container is done with the request
     */
    Conversation(
            AsyncContext context,
            Set<Method> methods,
            Association association,
            ControlHandler handler,
            Deadlines deadlines,
            Runnable over) {
        this.context = context;
        this.methods = methods;
        this.association = association;
        this.handler = handler;
        this.deadlines = deadlines;
        this.over = over;
    }

    Association association() {
        return association;
    }

    @Override
    public void send(Answer answer) {
        if (answered.compareAndSet(false, true)) {
            later(() -> finish(answer));
        }
    }

    @Override
    public Observer observe(Answer first, Runnable ended) {
        if (!first.status().isSuccess() || !answered.compareAndSet(false, true)) {
            send(first);
            ended.run();
            return new Gone();
        }
        EventStream opened = new EventStream(context, deadlines, ended);
        stream = opened;
        opened.notify(first);
        later(opened::open);
        return opened;
    }

    /** On a thread of the container's; nothing at all when the request is over meanwhile. */
    private void later(Runnable work) {
        try {
            context.start(work);
        } catch (IllegalStateException e) {
            endStream();
        }
    }

    private void finish(Answer answer) {
        try {
            Responses.write((HttpServletResponse) context.getResponse(), answer, methods);
            context.complete();
        } catch (IOException | IllegalStateException e) {
            // The client left before its answer; the container notices as well, and ends the request.
        }
    }

    private void endStream() {
        EventStream opened = stream;
        if (opened != null) {
            opened.end();
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        endStream();
        over.run();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        handler.gone(association);
        send(Responses.unavailable("no answer in time"));
    }

    @Override
    public void onError(AsyncEvent event) {
        handler.gone(association);
        endStream();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Nobody dispatches this request again.
    }

    /** Who was not let in. */
    private static final class Gone implements Observer {
        @Override
        public boolean notify(Answer answer) {
            return false;
        }

        @Override
        public void close() {}
    }
}
