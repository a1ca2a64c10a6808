package dev.middleman.ka.client;

import dev.middleman.api.control.ControlException;
import java.util.concurrent.CompletionException;

/** Why a registration failed, in fixed text: what exceptions of other libraries say may hold an address. Stateless. */
final class Reasons {
    private Reasons() {}

    static String of(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Enrolment.Refused refused) {
            return refused.getMessage();
        }
        if (cause instanceof ControlException control) {
            return switch (control.reason()) {
                case SETTINGS -> "local settings cannot be used";
                case TIMEOUT -> "no answer";
                case WRONG_KEY -> "the server has another key than the pinned one";
                case CLOSED -> "the association ended";
                case PROTOCOL -> "the server broke the protocol";
            };
        }
        return "not able to register: " + cause.getClass().getSimpleName();
    }
}
