package dev.middleman.ka.http;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Observer;
import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.Deadlines;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Server-sent events (HTML, section 9.2): one for each change, and a comment now and then, which keeps the way open and
 * finds out who left. While one is being written only the newest waits, as with CoAP. Thread-safe; its lock is held while
 * writing, which never blocks.
 */
final class EventStream implements Observer, WriteListener {
    private static final long BEAT_NS = TimeUnit.SECONDS.toNanos(25);
    private static final byte[] BEAT = ascii(":\n\n");
    private static final byte[] FAREWELL = ascii("event: end\ndata: {}\n\n");
    private static final Deadline NEVER = () -> false;

    private final AsyncContext context;
    private final Deadlines deadlines;
    private final Runnable ended;
    private ServletOutputStream out;
    private boolean writable;
    private byte[] next;
    private boolean closing;
    private boolean gone;
    private Deadline beat = NEVER;

    /** @param ended called once when the client left or the stream was closed */
    EventStream(AsyncContext context, Deadlines deadlines, Runnable ended) {
        this.context = context;
        this.deadlines = deadlines;
        this.ended = ended;
    }

    /** Begins; called once, on a thread of the container's. */
    void open() {
        try {
            HttpServletResponse response = (HttpServletResponse) context.getResponse();
            response.setContentType("text/event-stream");
            response.setHeader("X-Accel-Buffering", "no"); // proxies would wait for more
            synchronized (this) {
                out = response.getOutputStream();
            }
            out.setWriteListener(this);
            planBeat();
        } catch (IOException | IllegalStateException e) {
            end();
        }
    }

    @Override
    public boolean notify(Answer answer) {
        return offer(event(answer.payload()), false);
    }

    /** Tells the client that nothing more comes, and ends. */
    @Override
    public void close() {
        offer(FAREWELL, true);
    }

    private boolean offer(byte[] what, boolean last) {
        boolean now;
        synchronized (this) {
            if (gone || closing) {
                return false;
            }
            next = what;
            closing = last;
            now = writable;
        }
        if (now) {
            start(this::write);
        }
        return true;
    }

    private void start(Runnable work) {
        try {
            context.start(work);
        } catch (IllegalStateException e) {
            end();
        }
    }

    @Override
    public void onWritePossible() {
        synchronized (this) {
            writable = true;
        }
        write();
    }

    @Override
    public void onError(Throwable failure) {
        end();
    }

    private void write() {
        boolean finished = false;
        try {
            synchronized (this) {
                while (!gone && next != null && out.isReady()) {
                    out.write(next);
                    next = null;
                }
                if (!gone && next == null && out.isReady()) {
                    out.flush();
                    finished = closing;
                }
            }
        } catch (IOException | IllegalStateException e) {
            end();
        }
        if (finished) {
            end();
            complete();
        }
    }

    private void complete() {
        try {
            context.complete();
        } catch (IllegalStateException e) {
            // The container was first.
        }
    }

    private void planBeat() {
        try {
            Deadline planned = deadlines.after(BEAT_NS, this::beat);
            synchronized (this) {
                beat = planned;
                if (gone) {
                    beat.cancel();
                }
            }
        } catch (RejectedExecutionException e) {
            // Without a beat a dead client is found with the next change.
        }
    }

    private void beat() {
        boolean now;
        synchronized (this) {
            if (gone || closing) {
                return;
            }
            now = writable && next == null;
            if (now) {
                next = BEAT;
            }
        }
        if (now) {
            start(this::write);
        }
        planBeat();
    }

    /** Over, whoever ended it. */
    void end() {
        synchronized (this) {
            if (gone) {
                return;
            }
            gone = true;
            beat.cancel();
        }
        ended.run();
    }

    /** JSON of ours has no line break, so one data line holds it. */
    private static byte[] event(byte[] json) {
        ByteArrayOutputStream event = new ByteArrayOutputStream(json.length + 8);
        event.writeBytes(ascii("data: "));
        event.writeBytes(json);
        event.writeBytes(ascii("\n\n"));
        return event.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
