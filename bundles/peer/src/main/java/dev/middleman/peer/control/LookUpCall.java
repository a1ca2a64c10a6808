package dev.middleman.peer.control;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Ask;
import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.Method;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.peer.CallException;
import dev.middleman.peer.CallException.Reason;
import dev.middleman.peer.seal.Blobs;
import dev.middleman.peer.seal.NotAuthenticException;
import dev.middleman.wire.WireException;
import dev.middleman.wire.control.ErrorBody;
import dev.middleman.wire.control.Line;
import dev.middleman.wire.control.LookUp;
import dev.middleman.wire.control.NonceAnswer;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One look-up: asks the called peer's first KA server, and the second one where the first does not help. Every repetition
 * has the same transaction number, so that it costs the called peer one offer only.
 *
 * <p>For one call; its steps run one after the other on whatever threads the answers come on.
 */
public final class LookUpCall {
    /** How long a look-up may take in all. */
    public static final long MAX_NS = 16_000_000_000L;

    private static final int TRIES_PER_SERVER = 2;
    private static final int TXN_BYTES = 8;

    private final PeerContext peer;
    private final List<KaLink> servers;
    private final Pid to;
    private final Blobs.Caller caller;
    private final int middleMen;
    private final List<Endpoint> avoid;
    private final Octets txn;
    private final CompletableFuture<Introduced> done = new CompletableFuture<>();
    private long startedNs;

    /**
     * @param servers in the order to ask them
     * @param caller the caller's ephemeral key
     * @param middleMen how many of them side by side, 1 to 3
     * @param avoid middle-men not to be introduced to, at most 4
     */
    public LookUpCall(
            PeerContext peer, List<KaLink> servers, Pid to, Blobs.Caller caller, int middleMen, List<Endpoint> avoid) {
        this.peer = peer;
        this.servers = servers;
        this.to = to;
        this.caller = caller;
        this.middleMen = middleMen;
        this.avoid = avoid;
        byte[] number = new byte[TXN_BYTES];
        new SecureRandom().nextBytes(number);
        this.txn = Octets.of(number);
    }

    /** @return completes with the introduction; exceptionally with {@link CallException} */
    public CompletionStage<Introduced> start() {
        startedNs = peer.ticks().nowNs();
        ask(0, 1, Octets.EMPTY);
        return done;
    }

    /** @param nonce to sign with; empty before the server gave one */
    private void ask(int server, int attempt, Octets nonce) {
        KaLink link = servers.get(server);
        if (nonce.isEmpty() && peer.membership().isPresent()) {
            askWithANonce(server, attempt, link);
            return;
        }
        link.ask(Ask.of(Method.POST, "/x", request(link, nonce))).whenComplete((answer, failed) -> {
            if (failed != null) {
                onSilence(server, attempt, KaLink.cause(failed));
            } else {
                onAnswer(server, attempt, nonce, answer);
            }
        });
    }

    /** A membership is shown in signed look-ups only. */
    private void askWithANonce(int server, int attempt, KaLink link) {
        link.ask(Ask.of(Method.GET, "/n"))
                .thenApply(answer -> Answers.parse(answer, NonceAnswer::parse).nonce())
                .whenComplete((nonce, failed) -> {
                    if (failed != null) {
                        onSilence(server, attempt, KaLink.cause(failed));
                    } else {
                        ask(server, attempt, nonce);
                    }
                });
    }

    private void onSilence(int server, int attempt, Throwable failed) {
        boolean wrongKey = failed instanceof ControlException e && e.reason() == ControlException.Reason.WRONG_KEY;
        if (!wrongKey && attempt < TRIES_PER_SERVER && timeIsLeft()) {
            ask(server, attempt + 1, Octets.EMPTY);
        } else {
            next(
                    server,
                    Reason.NO_SERVER,
                    wrongKey ? "the KA server's key is not the pinned one" : "no KA server answers");
        }
    }

    private void onAnswer(int server, int attempt, Octets nonce, Answer answer) {
        switch (answer.status()) {
            case CREATED -> onLine(answer);
            case UNAUTHORIZED -> sign(server, attempt, nonce, answer);
            case NOT_FOUND -> next(server, Reason.NOT_FOUND, "no such peer, or it does not want to");
            case UNAVAILABLE -> next(server, Reason.NO_MIDDLEMAN, "no middle-man is there", answer.maxAgeSeconds());
            case TOO_MANY_REQUESTS -> fail(Reason.BUSY, "too many look-ups", answer.maxAgeSeconds());
            default -> fail(Reason.REFUSED, "the KA server answered " + answer.status(), -1);
        }
    }

    private void onLine(Answer answer) {
        try {
            Line line = Line.parse(answer.payload());
            if (line.role() != Line.CALLER || line.mode() != LatchMode.KNOCK) {
                fail(Reason.REFUSED, "the KA server introduced in a way that was not asked for", -1);
                return;
            }
            done.complete(Introduced.by(line, caller.open(line.blob(), peer.realmId(), to, peer.mode())));
        } catch (WireException e) {
            fail(Reason.REFUSED, "the KA server's line cannot be read: " + e.getMessage(), -1);
        } catch (NotAuthenticException e) {
            fail(Reason.NOT_AUTHENTIC, e.getMessage(), -1);
        }
    }

    /** The called peer wants to know who calls, or what was signed came too late. */
    private void sign(int server, int attempt, Octets signedWith, Answer answer) {
        try {
            Octets nonce = ErrorBody.parse(answer.payload()).nonce();
            if (!nonce.isEmpty() && (signedWith.isEmpty() || attempt < TRIES_PER_SERVER) && timeIsLeft()) {
                ask(server, signedWith.isEmpty() ? attempt : attempt + 1, nonce);
                return;
            }
        } catch (WireException e) {
            // falls through: an answer without a nonce cannot be followed
        }
        fail(Reason.REFUSED, "the KA server does not accept this peer's signature", -1);
    }

    private void next(int server, Reason reason, String message) {
        next(server, reason, message, -1);
    }

    private void next(int server, Reason reason, String message, int retryAfterSeconds) {
        if (server + 1 < servers.size() && timeIsLeft()) {
            ask(server + 1, 1, Octets.EMPTY);
        } else {
            fail(reason, message, retryAfterSeconds);
        }
    }

    private void fail(Reason reason, String message, int retryAfterSeconds) {
        done.completeExceptionally(new CallException(reason, message, retryAfterSeconds));
    }

    private boolean timeIsLeft() {
        return peer.ticks().nowNs() - startedNs < MAX_NS;
    }

    private byte[] request(KaLink link, Octets nonce) {
        Octets kaId = link.server().kaId();
        byte[] body = new LookUp(
                        peer.realmId(),
                        to,
                        txn,
                        nonce,
                        nonce.isEmpty() ? Octets.EMPTY : peer.credential(kaId, nonce),
                        caller.blob(),
                        peer.families(),
                        LatchMode.KNOCK,
                        1,
                        middleMen,
                        avoid)
                .encode();
        if (nonce.isEmpty()) {
            return body; // nobody asked who calls, so nobody learns it
        }
        return peer.sign(body, kaId, nonce);
    }
}
