package dev.middleman.peer.fake;

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
import dev.middleman.api.relay.LatchMode;
import dev.middleman.wire.WireException;
import dev.middleman.wire.control.Inbox;
import dev.middleman.wire.control.Line;
import dev.middleman.wire.control.LookUp;
import dev.middleman.wire.control.NonceAnswer;
import dev.middleman.wire.control.Offer;
import dev.middleman.wire.control.Refreshed;
import dev.middleman.wire.control.RegisterPeer;
import dev.middleman.wire.control.Registered;
import dev.middleman.wire.control.SpareLeg;
import dev.middleman.wire.control.TargetAnswer;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import dev.middleman.wire.id.ProofContext;
import dev.middleman.wire.id.SignedRequest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A KA server without a network that does what it is told, lying included. One thread does everything, as one server's
 * turn would.
 */
public final class FakeKa implements ControlClient, AutoCloseable {
    public final Octets kaId;
    /** What it does to the blobs on their way. */
    public volatile UnaryOperator<Octets> callerBlobs = UnaryOperator.identity();

    public volatile UnaryOperator<Octets> targetBlobs = UnaryOperator.identity();
    /** What it answers a look-up before it looks; null to look. */
    public volatile Answer refusal;
    /** How many answers get lost from now on. */
    public volatile int loseAnswers;
    /** Refuses look-ups that are not signed. */
    public volatile boolean demandSignature;

    /** Tells targets of the first middle-man only, as those hear it that know of no other. */
    public volatile boolean targetsKnowOne;

    public volatile boolean down;

    /** As a server whose machine is gone: nothing is ever answered, nor refused. */
    public volatile boolean silent;

    public final List<LookUp> lookUps = new CopyOnWriteArrayList<>();
    public final List<Method> asks = new CopyOnWriteArrayList<>();
    /** The legs that callers were told of. */
    public final List<Long> callerSids = new CopyOnWriteArrayList<>();

    public final List<FakeMiddleman> middlemen = new CopyOnWriteArrayList<>();

    /** Over how long the peers are to register again, seconds. */
    public volatile int spread;

    /** Whether pings are answered. */
    public volatile boolean pongs = true;

    /** How often the peers are to ping, seconds. */
    public volatile int ping = 25;

    /** Where pings wait for the test to answer them; null to answer at once. */
    public volatile List<CompletableFuture<Void>> waitingPings;

    private volatile int life;
    private final Executor turns;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final Map<Octets, Open> open = new ConcurrentHashMap<>();
    private final Map<Octets, CompletableFuture<Answer>> byTxn = new ConcurrentHashMap<>();

    private record Open(LookUp lookUp, Known target, Offer offer, CompletableFuture<Answer> caller) {}

    private static final class Known {
        private final Pid pid;
        private final List<Consumer<Answer>> observers = new CopyOnWriteArrayList<>();
        private final List<Offer> offers = new ArrayList<>();

        Known(Pid pid) {
            this.pid = pid;
        }

        void show() {
            Answer answer = Answer.of(Status.CONTENT, Inbox.fitting(offers).encode());
            observers.forEach(observer -> observer.accept(answer));
        }
    }

    /** A server with a thread of its own. */
    public FakeKa() {
        this(Executors.newSingleThreadExecutor(task -> new Thread(task, "fake-ka")));
    }

    /** @param turns what its turns run on */
    public FakeKa(Executor turns) {
        this(turns, Octets.of(new byte[32]));
    }

    /** One of several that have to be told apart. */
    public FakeKa(Executor turns, Octets kaId) {
        this.turns = turns;
        this.kaId = kaId;
    }

    /** As a restart does: everybody is forgotten. */
    public void forgetEverybody() {
        known.clear();
    }

    /** As one that is killed and started anew at once: what was open before is never answered. */
    public void restartWithoutAWord() {
        forgetEverybody();
        life = life + 1;
    }

    public int registered() {
        return known.size();
    }

    @Override
    public void close() {
        if (turns instanceof ExecutorService thread) {
            thread.shutdownNow();
        }
    }

    @Override
    public CompletionStage<Association> connect(ConnectSpec spec, ControlHandler handler) {
        if (silent) {
            return new CompletableFuture<>();
        }
        return down
                ? CompletableFuture.failedFuture(new ControlException(ControlException.Reason.TIMEOUT, "down"))
                : CompletableFuture.completedFuture(new FakeAssociation());
    }

    private CompletionStage<Answer> answer(Ask ask) throws WireException {
        String path = ask.path();
        asks.add(ask.method());
        if (path.equals("/n")) {
            return done(Answer.of(Status.CONTENT, new NonceAnswer(bytes(32), kaId).encode()));
        }
        if (path.equals("/p")) {
            return done(register(SignedRequest.parse(ask.payload())));
        }
        if (path.equals("/x")) {
            return lookUp(ask.payload());
        }
        if (path.startsWith("/x/")) {
            return done(targetAnswers(Octets.ofBase64Url(path.substring(3)), TargetAnswer.parse(ask.payload())));
        }
        if (!known.containsKey(path)) {
            return done(Answer.of(Status.NOT_FOUND));
        }
        if (ask.method() == Method.DELETE) {
            known.remove(path);
            return done(Answer.of(Status.DELETED));
        }
        return done(Answer.of(Status.CHANGED, new Refreshed(300).encode()));
    }

    private Answer register(SignedRequest signed) throws WireException {
        RegisterPeer body = RegisterPeer.parse(signed.body().toArray());
        if (!signed.verify(ProofContext.ofPeer(body.realm(), kaId, body.nonce()))) {
            return Answer.of(Status.UNAUTHORIZED);
        }
        String location = "/p/" + bytes(16).toBase64Url();
        known.put(location, new Known(Pid.of(body.realm(), signed.pub())));
        return Answer.of(Status.CREATED, new Registered(300, ping, spread).encode())
                .at(location);
    }

    private CompletionStage<Answer> lookUp(byte[] payload) throws WireException {
        boolean signed = new String(payload, java.nio.charset.StandardCharsets.UTF_8).contains("\"sig\"");
        LookUp lookUp =
                LookUp.parse(signed ? SignedRequest.parse(payload).body().toArray() : payload);
        lookUps.add(lookUp);
        if (demandSignature && !signed) {
            return done(Answer.of(
                    Status.UNAUTHORIZED, new dev.middleman.wire.control.ErrorBody("sign it", bytes(32)).encode()));
        }
        if (refusal != null) {
            return done(refusal);
        }
        return byTxn.computeIfAbsent(lookUp.txn(), txn -> offer(lookUp));
    }

    private CompletableFuture<Answer> offer(LookUp lookUp) {
        CompletableFuture<Answer> caller = new CompletableFuture<>();
        Known target = known.values().stream()
                .filter(peer -> peer.pid.equals(lookUp.to()))
                .findFirst()
                .orElse(null);
        if (target == null) {
            caller.complete(Answer.of(Status.NOT_FOUND));
            return caller;
        }
        Offer offer = new Offer(bytes(16), 8, callerBlobs.apply(lookUp.blob()));
        open.put(offer.iid(), new Open(lookUp, target, offer, caller));
        target.offers.add(offer);
        target.show();
        return caller;
    }

    private Answer targetAnswers(Octets iid, TargetAnswer answer) {
        Open offer = open.remove(iid);
        if (offer == null) {
            return Answer.of(Status.NOT_FOUND);
        }
        offer.target.offers.remove(offer.offer);
        offer.target.show();
        List<FakeMiddleman> chosen = middlemen.stream()
                .filter(m -> offer.lookUp.avoid().stream().noneMatch(avoided -> has(m, avoided)))
                .limit(offer.lookUp.count())
                .toList();
        if (!answer.ok() || chosen.isEmpty()) {
            offer.caller.complete(Answer.of(answer.ok() ? Status.UNAVAILABLE : Status.NOT_FOUND));
            return Answer.of(answer.ok() ? Status.UNAVAILABLE : Status.CHANGED);
        }
        List<SpareLeg> callers = new ArrayList<>();
        List<SpareLeg> targets = new ArrayList<>();
        for (FakeMiddleman middleman : chosen) {
            List<FakeMiddleman.FakeLeg> legs = middleman.session();
            callers.add(told(middleman, legs.get(0)));
            targets.add(told(middleman, legs.get(1)));
        }
        callerSids.add(callers.get(0).sid());
        Octets toCaller = targetBlobs.apply(answer.blob());
        offer.caller.complete(Answer.of(Status.CREATED, line(callers, 'a', toCaller)));
        List<SpareLeg> known = targetsKnowOne ? targets.subList(0, 1) : targets;
        return Answer.of(Status.CHANGED, line(known, 'b', offer.offer.blob()));
    }

    private static boolean has(FakeMiddleman middleman, Endpoint avoided) {
        return middleman.ports().contains(avoided.port());
    }

    private static SpareLeg told(FakeMiddleman middleman, FakeMiddleman.FakeLeg leg) {
        return new SpareLeg(middleman.endpoints(), leg.sid, Octets.of(leg.key), 60, 86_400);
    }

    private static byte[] line(List<SpareLeg> legs, char role, Octets blob) {
        SpareLeg first = legs.get(0);
        return new Line(
                        1,
                        first.endpoints(),
                        first.sid(),
                        first.key(),
                        LatchMode.KNOCK,
                        first.idle(),
                        first.expires(),
                        role,
                        blob,
                        legs.subList(1, legs.size()))
                .encode();
    }

    private Octets bytes(int count) {
        byte[] drawn = new byte[count];
        random.nextBytes(drawn);
        return Octets.of(drawn);
    }

    private static CompletionStage<Answer> done(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    private final class FakeAssociation implements Association {
        private final int opened = life;
        private volatile boolean closed;

        private boolean isHeard() {
            return !silent && opened == life;
        }

        @Override
        public long id() {
            return 1;
        }

        @Override
        public Endpoint remote() {
            return Endpoint.ofIp4(0x7f00_0001, 5_684);
        }

        @Override
        public CompletionStage<Answer> ask(Ask ask) {
            CompletableFuture<Answer> asked = new CompletableFuture<>();
            if (!isHeard()) {
                return asked;
            }
            if (down || closed) {
                asked.completeExceptionally(new ControlException(ControlException.Reason.TIMEOUT, "down"));
                return asked;
            }
            turns.execute(() -> {
                try {
                    answer(ask).whenComplete((answer, failed) -> deliver(asked, answer));
                } catch (WireException | RuntimeException e) {
                    asked.complete(Answer.of(Status.BAD_REQUEST));
                }
            });
            return asked;
        }

        private void deliver(CompletableFuture<Answer> asked, Answer answer) {
            if (loseAnswers > 0) {
                loseAnswers = loseAnswers - 1;
                asked.completeExceptionally(new ControlException(ControlException.Reason.TIMEOUT, "lost"));
            } else {
                asked.complete(answer);
            }
        }

        @Override
        public Subscription observe(String path, Consumer<Answer> listener, Runnable lost) {
            turns.execute(() -> {
                Known peer = known.get(path.substring(0, path.length() - "/in".length()));
                if (peer == null) {
                    listener.accept(Answer.of(Status.NOT_FOUND));
                } else {
                    peer.observers.add(listener);
                    peer.show();
                }
            });
            return () -> known.values().forEach(peer -> peer.observers.remove(listener));
        }

        @Override
        public CompletionStage<Void> ping() {
            List<CompletableFuture<Void>> waiting = waitingPings;
            if (!isHeard() || waiting != null) {
                CompletableFuture<Void> pong = new CompletableFuture<>();
                Optional.ofNullable(waiting).ifPresent(all -> all.add(pong));
                return pong;
            }
            return pongs && !down
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(new ControlException(ControlException.Reason.TIMEOUT, "no pong"));
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
