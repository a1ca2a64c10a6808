package dev.middleman.ka.server;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Observer;
import dev.middleman.api.control.Reply;
import java.util.List;

/** A reply that keeps the very array that it was given, to see what becomes of it. */
record Keeping(List<byte[]> payloads) implements Reply {
    @Override
    public void send(Answer answer) {
        payloads.add(answer.payload());
    }

    @Override
    public Observer observe(Answer first, Runnable ended) {
        throw new UnsupportedOperationException("nothing to observe");
    }
}
