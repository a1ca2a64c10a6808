package dev.middleman.ka.client;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Ask;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ConnectSpec;
import dev.middleman.api.control.ControlClient;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.Status;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.wire.WireException;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.Inbox;
import dev.middleman.wire.control.LookUp;
import dev.middleman.wire.control.NonceAnswer;
import dev.middleman.wire.control.Offer;
import dev.middleman.wire.control.RegisterPeer;
import dev.middleman.wire.control.TargetAnswer;
import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import dev.middleman.wire.id.ProofContext;
import dev.middleman.wire.id.SignedRequest;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A peer that speaks the control protocol by hand, over the real binding. For one thread besides the binding's. */
final class TestPeer implements AutoCloseable {
    static final Octets REALM = Octets.of(new byte[32]);
    private static final long PATIENCE_SECONDS = 20;

    private final KeyPair key = Ed25519.generate();
    private final KaAddress server;
    private final Association association;
    private final Set<Octets> answered = new HashSet<>();
    final BlockingQueue<CompletableFuture<Answer>> said = new LinkedBlockingQueue<>();
    private String location;

    TestPeer(ControlClient client, KaAddress server) {
        this.server = server;
        ConnectSpec spec = new ConnectSpec(
                "peer",
                server.host(),
                server.port(),
                KaAddress.ROOT,
                List.of(server.kaId().toArray()),
                Optional.empty());
        this.association = get(client.connect(spec, (request, reply) -> reply.send(Answer.of(Status.NOT_FOUND))));
    }

    Pid pid() {
        return Pid.of(REALM, Ed25519.raw(key.getPublic()));
    }

    void register() throws WireException {
        Octets nonce = NonceAnswer.parse(
                        get(association.ask(Ask.of(Method.GET, "/n"))).payload())
                .nonce();
        byte[] body =
                new RegisterPeer(REALM, nonce, 300, Accept.OPEN, Families.IP4, LatchMode.KNOCK, Octets.EMPTY).encode();
        byte[] signed = SignedRequest.sign(body, ProofContext.ofPeer(REALM, server.kaId(), nonce), key)
                .encode();
        Answer answer = get(association.ask(Ask.of(Method.POST, "/p", signed)));
        if (answer.status() != Status.CREATED) {
            throw new AssertionError("registration answered " + answer.status());
        }
        location = answer.location();
    }

    /** Says yes to whatever comes in, from now on. */
    void listen() {
        CompletableFuture<Answer> first = new CompletableFuture<>();
        association.observe(
                location + "/in",
                answer -> {
                    first.complete(answer);
                    onInbox(answer);
                },
                () -> {});
        get(first);
    }

    private void onInbox(Answer answer) {
        try {
            for (Offer offer : Inbox.parse(answer.payload()).offers()) {
                if (answered.add(offer.iid())) {
                    say(offer.iid());
                }
            }
        } catch (WireException e) {
            said.add(CompletableFuture.failedFuture(e));
        }
    }

    private void say(Octets iid) {
        TargetAnswer yes = new TargetAnswer(true, Octets.of(new byte[] {2}), Families.IP4, LatchMode.KNOCK);
        said.add(association
                .ask(Ask.of(Method.POST, "/x/" + iid.toBase64Url(), yes.encode()))
                .toCompletableFuture());
    }

    CompletionStage<Answer> lookUp(Pid to, int txn) {
        Octets octets = Octets.of(ByteBuffer.allocate(8).putLong(txn).array());
        LookUp body = new LookUp(
                REALM,
                to,
                octets,
                Octets.EMPTY,
                Octets.EMPTY,
                Octets.of(new byte[] {1}),
                Families.IP4,
                LatchMode.KNOCK,
                1,
                1,
                List.of());
        return association.ask(Ask.of(Method.POST, "/x", body.encode()));
    }

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        association.close();
    }
}
