package dev.middleman.peer.control;

import dev.middleman.api.control.Answer;

/** An answer that is not what was hoped for. The text names the status only. */
public final class AnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    AnswerException(Answer answer) {
        super("the KA server answered " + answer.status(), null, false, false);
        this.answer = answer;
    }

    public Answer answer() {
        return answer;
    }
}
