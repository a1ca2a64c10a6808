package dev.middleman.ka.server;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Status;
import dev.middleman.wire.Padding;
import dev.middleman.wire.control.ErrorBody;
import java.nio.charset.StandardCharsets;

/** Makes answers, every one of them padded to one of three sizes. Stateless. */
final class Answers {
    /**
     * The one answer for unknown, offline, unwilling, silent, blocked and over-asked targets, and for names that mean
     * nothing here.
     */
    static final Answer NOT_FOUND = error(Status.NOT_FOUND, "nothing here");

    static final Answer ANOTHER_BODY = error(Status.CONFLICT, "used before with another body");

    private static final byte[] NOTHING = Padding.pad("{}".getBytes(StandardCharsets.US_ASCII));

    private Answers() {}

    /** A success that has nothing to say. */
    static Answer done(Status status) {
        return Answer.of(status, NOTHING);
    }

    static Answer of(Status status, byte[] json) {
        return Answer.of(status, Padding.pad(json));
    }

    static Answer error(Status status, String text) {
        return of(status, ErrorBody.of(text).encode());
    }

    static Answer unavailable(String text, int retrySeconds) {
        return error(Status.UNAVAILABLE, text).retryAfter(retrySeconds);
    }

    static Answer tooMany(int retrySeconds) {
        return error(Status.TOO_MANY_REQUESTS, "asked too often").retryAfter(retrySeconds);
    }
}
