package dev.middleman.peer.control;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Ask;
import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.Method;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.time.Deadline;
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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/**
 * One look-up: asks the called peer's first KA server, and the second one where the first does not help or falls silent.
 * Every repetition has the same transaction number, so that it costs the called peer one offer only at each server that
 * is there. A silent server's answer counts if it comes after all.
 *
 * <p>For one call. Thread-safe: answers come on whatever threads, and on the timer's.
 */
public final class LookUpCall {
    /** How long a look-up may take in all. */
    public static final long MAX_NS = 16_000_000_000L;

    private static final String SILENCE = "no KA server answers";
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
    private final Standing[] standings;
    private long startedNs;
    private CallException why = new CallException(Reason.NO_SERVER, SILENCE);

    /** Where a server stands with this call. */
    private enum Standing {
        NOT_ASKED,
        ASKED,
        SILENT,
        OUT
    }

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
        this.standings = new Standing[servers.size()];
        Arrays.fill(standings, Standing.NOT_ASKED);
        byte[] number = new byte[TXN_BYTES];
        new SecureRandom().nextBytes(number);
        this.txn = Octets.of(number);
    }

    /** @return completes with the introduction; exceptionally with {@link CallException} */
    public CompletionStage<Introduced> start() {
        startedNs = peer.ticks().nowNs();
        endAfter(MAX_NS);
        standings[0] = Standing.ASKED;
        begin(0);
        return done;
    }

    private void endAfter(long delayNs) {
        try {
            Deadline end = peer.deadlines().after(delayNs, () -> done.completeExceptionally(why()));
            done.whenComplete((introduced, failed) -> end.cancel());
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(new CallException(Reason.CLOSED, "the peer is closed"));
        }
    }

    private synchronized CallException why() {
        return why;
    }

    private void begin(int server) {
        Watch watch = new Watch(peer, servers.get(server), () -> turnFrom(server, Standing.SILENT, why()));
        done.whenComplete((introduced, failed) -> watch.stop());
        watch.look();
        ask(server, 1, Octets.EMPTY);
    }

    /** A server is of no help, or not any more: the next one is asked. Ends the call when nobody is left to wait for. */
    private void turnFrom(int server, Standing standing, CallException reason) {
        int next;
        boolean over;
        synchronized (this) {
            standings[server] = standing;
            if (reason.reason() != Reason.NO_SERVER || why.getMessage().equals(SILENCE)) {
                why = reason; // what a server said is worth more than that another one was silent
            }
            List<Standing> all = Arrays.asList(standings);
            next = timeIsLeft() ? all.indexOf(Standing.NOT_ASKED) : -1;
            over = next < 0 && !all.contains(Standing.ASKED);
            if (next >= 0) {
                standings[next] = Standing.ASKED;
            }
        }
        if (next >= 0) {
            begin(next);
        } else if (over) {
            done.completeExceptionally(why());
        }
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
            next(server, Reason.NO_SERVER, wrongKey ? "the KA server's key is not the pinned one" : SILENCE, -1);
        }
    }

    private void onAnswer(int server, int attempt, Octets nonce, Answer answer) {
        switch (answer.status()) {
            case CREATED -> onLine(answer);
            case UNAUTHORIZED -> sign(server, attempt, nonce, answer);
            case NOT_FOUND -> next(server, Reason.NOT_FOUND, "no such peer, or it does not want to", -1);
            case UNAVAILABLE -> next(server, Reason.NO_MIDDLEMAN, "no middle-man is there", answer.maxAgeSeconds());
            case TOO_MANY_REQUESTS -> fail(Reason.BUSY, "too many look-ups", answer.maxAgeSeconds());
            default -> fail(Reason.REFUSED, "the KA server answered " + answer.status(), -1);
        }
    }

    private void onLine(Answer answer) {
        try {
            Line line = Line.parse(answer.payload());
            if (line.role() != Line.CALLER || line.mode() != peer.latch()) {
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

    private void next(int server, Reason reason, String message, int retryAfterSeconds) {
        turnFrom(server, Standing.OUT, new CallException(reason, message, retryAfterSeconds));
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
                        peer.latch(),
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
