package dev.middleman.ka.client;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Ask;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.Status;
import dev.middleman.wire.WireException;
import dev.middleman.wire.control.ErrorBody;
import dev.middleman.wire.control.MiddlemanRegistered;
import dev.middleman.wire.control.NonceAnswer;
import dev.middleman.wire.control.RefreshMiddleman;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.ProofContext;
import dev.middleman.wire.id.SignedRequest;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The requests of a registration over one association: nonce, signed registration, refresh, leave. Keeps nothing;
 * thread-safe. Stages fail with {@link Refused}, or with whatever the association gave.
 *
 * @param node who registers
 * @param kaId who the server has to be
 * @param association to the server
 */
record Enrolment(Node node, Octets kaId, Association association) {

    /**
     * What the server granted.
     *
     * @param path of the registration
     * @param terms lifetime, ping, spread
     */
    record Granted(String path, MiddlemanRegistered terms) {}

    /** The server said no. The text is its own or ours, never an address. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message, null, false, false);
        }
    }

    /** Asks for room first: what is signed for then is as fresh as the nonce. */
    CompletionStage<Granted> register() {
        return node.free()
                .thenCompose(free -> association
                        .ask(Ask.of(Method.GET, "/n"))
                        .thenCompose(answer -> association.ask(Ask.of(Method.POST, "/m", signed(answer, free)))))
                .thenApply(Enrolment::granted);
    }

    /** Completes with the answer's status. */
    CompletionStage<Status> refresh(String path, boolean drain) {
        return node.free()
                .thenCompose(
                        free -> association.ask(Ask.of(Method.POST, path, new RefreshMiddleman(free, drain).encode())))
                .thenApply(Answer::status);
    }

    /** Deregisters. */
    CompletionStage<Answer> leave(String path) {
        return association.ask(Ask.of(Method.DELETE, path));
    }

    private byte[] signed(Answer answer, int free) {
        try {
            NonceAnswer nonce = NonceAnswer.parse(answer.payload());
            if (answer.status() != Status.CONTENT || !nonce.kaId().equals(kaId)) {
                throw new CompletionException(new Refused("the server says to be another one"));
            }
            byte[] body = node.registration(nonce.nonce(), free).encode();
            return SignedRequest.sign(body, ProofContext.ofMiddleman(kaId, nonce.nonce()), node.key())
                    .encode();
        } catch (WireException e) {
            throw new CompletionException(new Refused("no nonce: " + answer.status()));
        }
    }

    private static Granted granted(Answer answer) {
        if (answer.status() != Status.CREATED || !answer.location().startsWith("/m/")) {
            throw new CompletionException(new Refused("registration refused: " + answer.status() + said(answer)));
        }
        try {
            return new Granted(answer.location(), MiddlemanRegistered.parse(answer.payload()));
        } catch (WireException e) {
            throw new CompletionException(new Refused("registration answered without terms"));
        }
    }

    /** The server's own words where it has some that a terminal can take. */
    private static String said(Answer answer) {
        try {
            String error = ErrorBody.parse(answer.payload()).error();
            return error.matches("[ -~]+") ? ", " + error : "";
        } catch (WireException e) {
            return "";
        }
    }

    /** Says nothing: its path is a capability. */
    @Override
    public String toString() {
        return "Enrolment[hidden]";
    }
}
