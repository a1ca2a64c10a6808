package dev.middleman.ka.http;

import dev.middleman.api.control.Answer;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Reads a request's body as it comes, so that a slow client keeps no thread busy. One byte more than a message may have is
 * enough to know that it is too long; the rest is left unread. Called by one thread at a time.
 */
final class BodyReader implements ReadListener {
    private final byte[] body = new byte[Answer.MAX_PAYLOAD + 1];
    private final ServletInputStream in;
    private final Consumer<byte[]> whole;
    private int length;
    private boolean done;

    /** @param whole gets what was read, once; nothing when the client left */
    BodyReader(ServletInputStream in, Consumer<byte[]> whole) {
        this.in = in;
        this.whole = whole;
    }

    @Override
    public void onDataAvailable() throws IOException {
        while (!done && in.isReady()) {
            int count = in.read(body, length, body.length - length);
            if (count < 0) {
                finish();
            } else {
                length += count;
                if (length == body.length) {
                    finish();
                }
            }
        }
    }

    @Override
    public void onAllDataRead() {
        finish();
    }

    /** The container ends the request. */
    @Override
    public void onError(Throwable failure) {
        done = true;
    }

    private void finish() {
        if (!done) {
            done = true;
            whole.accept(Arrays.copyOf(body, length));
        }
    }
}
