package dev.middleman.ka.server;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Observer;
import dev.middleman.api.control.Reply;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What comes in reply, in order; waits for it. Thread-safe. */
final class Heard implements Reply {
    private static final long PATIENCE_SECONDS = 30;

    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();

    @Override
    public void send(Answer answer) {
        answers.add(answer);
    }

    @Override
    public Observer observe(Answer first, Runnable ended) {
        answers.add(first);
        return new Observer() {
            @Override
            public boolean notify(Answer answer) {
                return answers.add(answer);
            }

            @Override
            public void close() {
                // nothing more comes
            }
        };
    }

    /** The next answer. */
    Answer next() throws InterruptedException {
        Answer answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError("no answer within " + PATIENCE_SECONDS + " s");
        }
        return answer;
    }
}
