package dev.middleman.peer.control;

import dev.middleman.api.control.Answer;
import dev.middleman.wire.WireException;

/** Reads answers that should be successes. Stateless. */
final class Answers {
    private Answers() {}

    /** One of wire's parsers. */
    @FunctionalInterface
    interface Parser<T> {
        T parse(byte[] json) throws WireException;
    }

    /** @throws AnswerException when it is not a success, or cannot be read */
    static <T> T parse(Answer answer, Parser<T> parser) {
        if (!answer.status().isSuccess()) {
            throw new AnswerException(answer);
        }
        try {
            return parser.parse(answer.payload());
        } catch (WireException e) {
            throw new AnswerException(answer);
        }
    }
}
