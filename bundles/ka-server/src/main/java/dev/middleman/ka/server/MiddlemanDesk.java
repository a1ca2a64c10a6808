package dev.middleman.ka.server;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Reply;
import dev.middleman.api.control.Status;
import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.control.MiddlemanRegistered;
import dev.middleman.wire.control.RefreshMiddleman;
import dev.middleman.wire.control.RegisterMiddleman;
import dev.middleman.wire.id.Octets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Where middle-men register, refresh and leave, and from where they are drawn. Lives in turns. */
final class MiddlemanDesk {
    /** Holds without an answer, in a row, after which a middle-man counts as dead. */
    static final int MAX_MISSED = 2;

    private static final Answer FAILED = Answers.error(Status.FORBIDDEN, "relay ports: no datagram came across");

    private final Map<Octets, Middleman> byCap = new HashMap<>();
    private final Map<Octets, Middleman> byPub = new HashMap<>();
    private final Means means;
    private final Policies policies;
    private final SelfTests tests;
    private boolean tested;

    MiddlemanDesk(Means means, Policies policies, SelfTests tests) {
        this.means = means;
        this.policies = policies;
        this.tests = tests;
        this.tested = means.settings().selfTest();
    }

    /** Registers, replacing the registration that the same key has. */
    void register(Octets pub, RegisterMiddleman settings, Endpoint seen, MiddlemanLink link, Reply reply) {
        if (!policies.admission().admits(pub, settings.token())) {
            reply.send(Answers.error(Status.FORBIDDEN, "this middle-man is not admitted here"));
            return;
        }
        List<Endpoint> endpoints = introducible(settings.endpoints(), seen);
        if (endpoints.isEmpty()) {
            reply.send(Answers.error(Status.FORBIDDEN, "endpoints: none is the address that the request came from"));
            return;
        }
        if (!byPub.containsKey(pub) && byPub.size() >= means.settings().sizes().middleMen()) {
            reply.send(Answers.unavailable("no room for more middle-men", KaSettings.RETRY_SECONDS));
            return;
        }
        Middleman middleman = new Middleman(pub, means.secret(Means.SECRET_BYTES), settings, endpoints, seen, link);
        middleman.live(new Lifetime(means.agenda(), settings.lt(), () -> forget(middleman)));
        Middleman earlier = byPub.get(pub);
        if (earlier != null) {
            middleman.trustAs(earlier);
            forget(earlier);
        }
        byPub.put(pub, middleman);
        byCap.put(middleman.cap(), middleman);
        MiddlemanRegistered body = new MiddlemanRegistered(
                settings.lt(), KaSettings.PING_SECONDS, means.settings().spreadSeconds(), seen);
        Answer welcome = Answers.of(Status.CREATED, body.encode())
                .at("/m/" + middleman.cap().toBase64Url());
        Once once = new Once(reply);
        test(middleman, () -> once.send(welcome), () -> once.send(FAILED));
    }

    /** Whoever would not be taken now has to go; when middle-men are tried from now on, all that stay are. */
    void adapt() {
        KaSettings now = means.settings();
        for (Middleman middleman : List.copyOf(byCap.values())) {
            if (!middleman.isAdmitted(policies.admission(), now.allowUnseenEndpoints())) {
                drop(middleman);
            } else if (now.selfTest() && !tested) {
                test(middleman, () -> {}, () -> {});
            }
        }
        tested = now.selfTest();
    }

    /** Its answer waits for the first test: then whoever is told to be registered can also be introduced. */
    private void test(Middleman middleman, Runnable welcome, Runnable refusal) {
        tests.begin(middleman, stays -> {
            if (stays) {
                welcome.run();
                count();
            } else {
                drop(middleman);
                refusal.run();
            }
        });
    }

    /** A reply of which the first answer counts. */
    private static final class Once {
        private final Reply reply;
        private boolean sent;

        Once(Reply reply) {
            this.reply = reply;
        }

        void send(Answer answer) {
            if (!sent) {
                sent = true;
                reply.send(answer);
            }
        }
    }

    /** An address that did not show itself is never introduced, unless the operator says so. */
    private List<Endpoint> introducible(List<Endpoint> announced, Endpoint seen) {
        return means.settings().allowUnseenEndpoints()
                ? announced
                : announced.stream().filter(seen::sameAddress).toList();
    }

    void refresh(Octets cap, RefreshMiddleman news, MiddlemanLink link, Reply reply) {
        Middleman middleman = byCap.get(cap);
        if (middleman == null) {
            reply.send(Answers.NOT_FOUND);
            return;
        }
        middleman.refresh(news, link);
        reply.send(Answers.done(Status.CHANGED));
    }

    /** Gone, also when it was not there. */
    void remove(Octets cap, Reply reply) {
        Middleman middleman = byCap.get(cap);
        if (middleman != null) {
            forget(middleman);
        }
        reply.send(Answers.done(Status.DELETED));
    }

    void gone(long associationId) {
        byCap.values().forEach(middleman -> middleman.lost(associationId));
    }

    /** Notes a hold that got no answer; the second in a row ends the registration. */
    void missed(Middleman middleman, long askedNs) {
        if (middleman.missedOne(askedNs, means.agenda().nowNs()) >= MAX_MISSED && byCap.containsKey(middleman.cap())) {
            drop(middleman);
        }
    }

    /** Whether anyone could serve this caller, whoever is called. */
    boolean canServe(Party caller, Collection<Endpoint> avoid) {
        return byCap.values().stream().anyMatch(middleman -> middleman.eligible(caller, avoid));
    }

    /**
     * Takes up to k middle-men that can serve both, and one more for each further one that is wanted, in the order that
     * the selection puts them into: distinct operators and networks first, then distinct networks, then whoever is left.
     */
    List<Middleman> draw(Party caller, Party target, Collection<Endpoint> avoid, int wanted, Selection selection) {
        List<Middleman> eligible = new ArrayList<>();
        for (Middleman middleman : byCap.values()) {
            if (middleman.eligible(caller, avoid) && middleman.serves(target)) {
                eligible.add(middleman);
            }
        }
        selection.order(eligible, means.random());
        int k = means.settings().k() + wanted - 1;
        Set<Middleman> drawn = new LinkedHashSet<>();
        Set<String> operators = new HashSet<>();
        Set<Middleman.Network> networks = new HashSet<>();
        Predicate<Middleman> otherNetwork = m -> m.networks().stream().noneMatch(networks::contains);
        Predicate<Middleman> otherOperator = m -> !operators.contains(m.operator());
        for (Predicate<Middleman> rule :
                List.of(otherNetwork.and(otherOperator), otherNetwork, (Middleman m) -> true)) {
            for (Middleman middleman : eligible) {
                if (drawn.size() < k && !drawn.contains(middleman) && rule.test(middleman)) {
                    drawn.add(middleman);
                    operators.add(middleman.operator());
                    networks.addAll(middleman.networks());
                }
            }
        }
        return List.copyOf(drawn);
    }

    void close() {
        List.copyOf(byCap.values()).forEach(this::forget);
        tests.close();
    }

    private void drop(Middleman middleman) {
        forget(middleman);
        means.counters().add(Counters.Count.MIDDLE_MEN_DROPPED);
    }

    private void forget(Middleman middleman) {
        middleman.stop();
        byCap.remove(middleman.cap());
        byPub.remove(middleman.pub(), middleman);
        count();
    }

    private void count() {
        means.counters()
                .set(
                        Counters.Count.MIDDLE_MEN,
                        byCap.values().stream().filter(Middleman::isTested).count());
    }
}
