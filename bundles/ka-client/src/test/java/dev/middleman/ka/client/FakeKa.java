package dev.middleman.ka.client;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Ask;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ConnectSpec;
import dev.middleman.api.control.ControlClient;
import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.Status;
import dev.middleman.api.control.Subscription;
import dev.middleman.api.net.Endpoint;
import dev.middleman.transport.memory.VirtualClock;
import dev.middleman.wire.WireException;
import dev.middleman.wire.control.MiddlemanRegistered;
import dev.middleman.wire.control.NonceAnswer;
import dev.middleman.wire.control.RefreshMiddleman;
import dev.middleman.wire.control.RegisterMiddleman;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.ProofContext;
import dev.middleman.wire.id.SignedRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A KA server and the network to it, in virtual time, as the test says. For one thread. */
final class FakeKa {
    /** Finds servers by port. */
    static final class Network implements ControlClient {
        private final Map<Integer, FakeKa> servers = new HashMap<>();

        @Override
        public CompletionStage<Association> connect(ConnectSpec spec, ControlHandler handler) {
            return servers.get(spec.port()).connect(handler);
        }
    }

    private static final long ROUND_TRIP_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long GIVE_UP_NS = TimeUnit.SECONDS.toNanos(9);

    final KaAddress address;
    final List<Long> connectsNs = new ArrayList<>();
    final List<RegisterMiddleman> registrations = new ArrayList<>();
    final List<RefreshMiddleman> refreshes = new ArrayList<>();
    final List<Peered> associations = new ArrayList<>();
    int pings;
    int left;
    boolean up = true;
    boolean saysAnotherKaId;
    Status admission = Status.CREATED;
    private final VirtualClock clock;
    private final Octets nonce = Octets.of(new byte[32]);
    private String registered = "";

    FakeKa(VirtualClock clock, Network network, int port) {
        this.clock = clock;
        byte[] kaId = new byte[32];
        kaId[0] = (byte) port;
        this.address = new KaAddress("192.0.2.1", port, Octets.of(kaId));
        network.servers.put(port, this);
    }

    /** Everybody is forgotten; the associations are dead without knowing it. */
    void restart() {
        forget();
        associations.forEach(association -> association.dead = true);
    }

    /** Everybody is forgotten; the associations live. */
    void forget() {
        registered = "";
    }

    boolean hasRegistration() {
        return !registered.isEmpty();
    }

    private CompletionStage<Association> connect(ControlHandler handler) {
        connectsNs.add(clock.nowNs());
        CompletableFuture<Association> connected = new CompletableFuture<>();
        boolean answers = up;
        clock.after(answers ? ROUND_TRIP_NS : GIVE_UP_NS, () -> {
            if (answers) {
                Peered association = new Peered(handler);
                associations.add(association);
                connected.complete(association);
            } else {
                connected.completeExceptionally(new ControlException(ControlException.Reason.TIMEOUT, "no answer"));
            }
        });
        return connected;
    }

    private Answer answer(Ask ask) {
        try {
            if (ask.path().equals("/n")) {
                Octets kaId = saysAnotherKaId ? Octets.of(new byte[32]) : address.kaId();
                return Said.of(Status.CONTENT, new NonceAnswer(nonce, kaId).encode());
            }
            if (ask.path().equals("/m")) {
                return register(SignedRequest.parse(ask.payload()));
            }
            if (!ask.path().equals(registered)) {
                return Said.error(Status.NOT_FOUND, "nothing here");
            }
            if (ask.method() == Method.DELETE) {
                left++;
                forget();
                return Said.done(Status.DELETED);
            }
            refreshes.add(RefreshMiddleman.parse(ask.payload()));
            return Said.done(Status.CHANGED);
        } catch (WireException e) {
            return Said.error(Status.BAD_REQUEST, e.getMessage());
        }
    }

    private Answer register(SignedRequest signed) throws WireException {
        RegisterMiddleman body = RegisterMiddleman.parse(signed.body().toArray());
        if (!body.nonce().equals(nonce) || !signed.verify(ProofContext.ofMiddleman(address.kaId(), nonce))) {
            return Said.error(Status.UNAUTHORIZED, "not proven");
        }
        if (admission != Status.CREATED) {
            return Said.error(admission, "no");
        }
        registrations.add(body);
        registered = "/m/" + registrations.size();
        return Said.of(
                        Status.CREATED,
                        new MiddlemanRegistered(
                                        body.lt(), 25, 30, address.literal().orElseThrow())
                                .encode())
                .at(registered);
    }

    /** One association, seen from the middle-man. */
    final class Peered implements Association {
        final ControlHandler handler;
        boolean dead;
        boolean closed;

        Peered(ControlHandler handler) {
            this.handler = handler;
        }

        @Override
        public long id() {
            return associations.indexOf(this);
        }

        @Override
        public Endpoint remote() {
            return address.literal().orElseThrow();
        }

        @Override
        public CompletionStage<Answer> ask(Ask ask) {
            return later(() -> answer(ask));
        }

        @Override
        public Subscription observe(String path, Consumer<Answer> listener, Runnable lost) {
            throw new UnsupportedOperationException("middle-men observe nothing");
        }

        @Override
        public CompletionStage<Void> ping() {
            return later(() -> {
                pings++;
                return null;
            });
        }

        private <T> CompletionStage<T> later(java.util.function.Supplier<T> answer) {
            CompletableFuture<T> stage = new CompletableFuture<>();
            boolean reached = up && !dead && !closed;
            clock.after(reached ? ROUND_TRIP_NS : GIVE_UP_NS, () -> {
                if (reached) {
                    stage.complete(answer.get());
                } else {
                    stage.completeExceptionally(new ControlException(ControlException.Reason.TIMEOUT, "no answer"));
                }
            });
            return stage;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
