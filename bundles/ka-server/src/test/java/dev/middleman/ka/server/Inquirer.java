package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Observer;
import dev.middleman.api.control.Reply;
import dev.middleman.api.control.Status;
import dev.middleman.wire.WireException;
import dev.middleman.wire.control.Inbox;
import dev.middleman.wire.control.Line;
import dev.middleman.wire.id.Octets;
import java.util.ArrayList;
import java.util.List;

/** A reply that remembers what came, and when. For one thread. */
final class Inquirer implements Reply {
    private final VirtualTime time;
    private final List<Answer> answers = new ArrayList<>();
    private long answeredMs = -1;
    private Runnable ended;
    private boolean closed;
    private boolean deaf;
    private boolean acknowledged;

    Inquirer(VirtualTime time) {
        this.time = time;
    }

    @Override
    public void acknowledge() {
        acknowledged = true;
    }

    boolean isAcknowledged() {
        return acknowledged;
    }

    @Override
    public void send(Answer answer) {
        assertThat(answers).as("answers before this one").isEmpty();
        note(answer);
    }

    @Override
    public Observer observe(Answer first, Runnable whenEnded) {
        send(first);
        ended = whenEnded;
        return new Observer() {
            @Override
            public boolean notify(Answer answer) {
                if (deaf) {
                    return false;
                }
                note(answer);
                return true;
            }

            @Override
            public void close() {
                closed = true;
            }
        };
    }

    private void note(Answer answer) {
        // a copy, as a binding puts it on the wire: what is erased later must not change what was sent
        answers.add(new Answer(answer.status(), answer.payload().clone(), answer.location(), answer.maxAgeSeconds()));
        answeredMs = time.nowMs();
    }

    boolean isAnswered() {
        return !answers.isEmpty();
    }

    Answer answer() {
        assertThat(answers).as("the answer").isNotEmpty();
        return answers.get(answers.size() - 1);
    }

    int count() {
        return answers.size();
    }

    Status status() {
        return answer().status();
    }

    long answeredMs() {
        return answeredMs;
    }

    Line line() throws WireException {
        return Line.parse(answer().payload());
    }

    Inbox inbox() throws WireException {
        return Inbox.parse(answer().payload());
    }

    /** The unguessable name in the answer's location. */
    Octets name() {
        String location = answer().location();
        return Names.parse(location.substring(location.lastIndexOf('/') + 1)).orElseThrow();
    }

    void leave() {
        ended.run();
    }

    void turnDeaf() {
        deaf = true;
    }

    boolean isClosed() {
        return closed;
    }
}
