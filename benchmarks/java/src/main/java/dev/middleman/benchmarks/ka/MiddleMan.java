package dev.middleman.benchmarks.ka;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Ask;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ConnectSpec;
import dev.middleman.api.control.ControlClient;
import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.control.ControlRequest;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.Reply;
import dev.middleman.api.control.Status;
import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.WireException;
import dev.middleman.wire.control.Granted;
import dev.middleman.wire.control.GrantedLeg;
import dev.middleman.wire.control.NonceAnswer;
import dev.middleman.wire.control.RegisterMiddleman;
import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.ProofContext;
import dev.middleman.wire.id.SignedRequest;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A middle-man that says yes to everything and forwards nothing: only what it costs the KA server counts. Thread-safe. */
final class MiddleMan implements ControlHandler {
    private static final int PATIENCE_SECONDS = 30;
    private static final int FREE = 1_000_000;
    private static final int LIFETIME_SECONDS = 3_600;

    private final Endpoint address;
    private final AtomicLong holds = new AtomicLong();

    private MiddleMan(Endpoint address) {
        this.address = address;
    }

    /** Connects from this address and registers. */
    static void register(ControlClient client, KaAddress ka, Endpoint address) throws Exception {
        MiddleMan middleMan = new MiddleMan(address);
        ConnectSpec spec = new ConnectSpec(
                "middleman",
                ka.host(),
                ka.port(),
                KaAddress.ROOT,
                List.of(ka.kaId().toArray()),
                Optional.of(address));
        Association association =
                client.connect(spec, middleMan).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        NonceAnswer nonce =
                NonceAnswer.parse(ask(association, Ask.of(Method.GET, "/n")).payload());
        Answer answer = ask(association, Ask.of(Method.POST, "/m", middleMan.signed(nonce)));
        if (answer.status() != Status.CREATED) {
            throw new IllegalStateException("a middle-man's registration: " + answer.status());
        }
    }

    private static Answer ask(Association association, Ask ask) throws Exception {
        return association.ask(ask).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private byte[] signed(NonceAnswer nonce) throws WireException {
        KeyPair key = Ed25519.generate();
        RegisterMiddleman body = new RegisterMiddleman(
                1,
                nonce.nonce(),
                List.of(address),
                FREE,
                20_000,
                5_000,
                600,
                "",
                List.of(),
                LIFETIME_SECONDS,
                Octets.EMPTY);
        return SignedRequest.sign(body.encode(), ProofContext.ofMiddleman(nonce.kaId(), nonce.nonce()), key)
                .encode();
    }

    @Override
    public void handle(ControlRequest request, Reply reply) {
        switch (request.method()) {
            case POST -> {
                long number = holds.incrementAndGet();
                Octets handle = Octets.of(
                        ByteBuffer.allocate(16).putLong(number).putLong(number).array());
                reply.send(Answer.of(Status.CREATED).at("/s/" + handle.toBase64Url()));
            }
            case PUT -> reply.send(Answer.of(Status.CHANGED, new Granted(leg(1), leg(2), 60, 3_600).encode()));
            default -> reply.send(Answer.of(Status.DELETED));
        }
    }

    private GrantedLeg leg(long sid) {
        return new GrantedLeg(
                Optional.of(address), Optional.empty(), List.of(20_001, 20_002, 20_003), sid, Octets.of(new byte[16]));
    }
}
