package dev.middleman.ka.client;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Status;
import dev.middleman.wire.Padding;
import dev.middleman.wire.control.ErrorBody;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Makes the middle-man's answers, padded to one of three sizes. Stateless. */
final class Said {
    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.US_ASCII);

    private Said() {}

    static Answer of(Status status, byte[] json) {
        return Answer.of(status, Padding.pad(json));
    }

    static Answer done(Status status) {
        return of(status, NOTHING);
    }

    static Answer error(Status status, String text) {
        return of(status, ErrorBody.of(text).encode());
    }

    static Answer unavailable(String text, int retrySeconds) {
        return error(Status.UNAVAILABLE, text).retryAfter(retrySeconds);
    }

    static CompletionStage<Answer> now(Answer answer) {
        return CompletableFuture.completedStage(answer);
    }
}
