package dev.middleman.demo;

import dev.middleman.api.control.ControlClient;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.DropReason;
import dev.middleman.api.relay.Totals;
import dev.middleman.peer.CallException;
import dev.middleman.peer.Line;
import dev.middleman.peer.Offer;
import dev.middleman.peer.OfferHandler;
import dev.middleman.wire.WireException;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;

/** Plays the demonstration and measures it. For one thread. */
final class Story {

    private static final int REALM_BYTES = 32;
    private static final Duration FORGET_WITHIN = Duration.ofSeconds(Stage.IDLE_SECONDS + 8L);

    private final Stage stage;
    private final ControlClient control;
    private final Teller teller;
    private final long beginNs = System.nanoTime();

    Story(Stage stage, ControlClient control, Teller teller) {
        this.stage = stage;
        this.control = control;
        this.teller = teller;
    }

    Facts play() throws WireException {
        byte[] realm = new byte[REALM_BYTES];
        new SecureRandom().nextBytes(realm);
        Octets realmId = Octets.of(realm);
        KaAddress ka = KaAddress.parse(stage.ka().address());
        try (Party alice = Party.join("alice", "127.0.1.1", control, realmId, ka);
                Party bob = Party.join("bob", "127.0.2.1", control, realmId, ka)) {
            return play(alice, bob);
        }
    }

    private Facts play(Party alice, Party bob) {
        Target target = new Target(teller);
        Patience.await(bob.peer().register(Accept.ASK, target), "bob registers");
        teller.stage(stage.ka().port(), stage.ka().totals().middleMen(), alice, bob);

        Line atAlice = Patience.await(alice.peer().call(bob.peer().pid()), "alice calls bob");
        Line atBob = Patience.await(target.line, "bob's line opens");
        Map<String, List<Endpoint>> introduced = new TreeMap<>(Map.of(
                alice.name(),
                alice.witness().introduced(),
                bob.name(),
                bob.witness().introduced()));
        teller.introduction(stage.ka().totals().holdsGranted(), introduced);

        Chatter chatter = new Chatter();
        chatter.talk(atAlice, atBob, teller::talking);
        Map<String, List<Endpoint>> saw = new TreeMap<>(Map.of(alice.name(), alice.saw(), bob.name(), bob.saw()));
        Map<String, Totals> totals = stage.totals();
        Facts.Traffic traffic = new Facts.Traffic(
                chatter.sent(),
                chatter.received(),
                chatter.intact(),
                totals.values().stream().mapToLong(Totals::forwarded).sum(),
                totals.values().stream().allMatch(Totals::balanced));
        teller.talked(traffic, chatter.bytes(), saw, totals);

        Facts.Forgotten forgotten = silence(atAlice, chatter.lastSentNs());
        Facts facts = new Facts(
                stage.kaServers(),
                stage.ka().totals().middleMen(),
                stage.ka().totals().holdsGranted(),
                introduced,
                saw,
                new Facts.Places(
                        new TreeMap<>(Map.of(alice.name(), alice.place(), bob.name(), bob.place())), Stage.MIDDLE_MEN),
                traffic,
                forgotten,
                seconds(beginNs));
        teller.end(facts);
        return facts;
    }

    /** Nobody says goodbye: the middle-man forgets by itself. */
    private Facts.Forgotten silence(Line line, long beginNs) {
        long openBefore = sessions();
        long expiredBefore = sum(Totals::expired);
        boolean gone = false;
        while (!gone && System.nanoTime() - beginNs < FORGET_WITHIN.toNanos()) {
            Patience.pause(50);
            gone = sessions() == 0;
            teller.waiting(seconds(beginNs), Stage.IDLE_SECONDS);
        }
        double afterSeconds = seconds(beginNs);
        boolean expired = openBefore == 1 && gone && sum(Totals::expired) == expiredBefore + 1;
        long late = late(line);
        teller.silence(expired, afterSeconds, late);
        return new Facts.Forgotten(expired, afterSeconds, late);
    }

    /** One more datagram, from an address that a moment ago was half of a line. */
    private long late(Line line) {
        long before = sum(totals -> totals.dropped().get(DropReason.UNKNOWN_SOURCE));
        line.send(new byte[] {1, 2, 3});
        Patience.until(
                () -> sum(totals -> totals.dropped().get(DropReason.UNKNOWN_SOURCE)) > before,
                Duration.ofSeconds(2),
                "the late datagram is dropped");
        return sum(totals -> totals.dropped().get(DropReason.UNKNOWN_SOURCE)) - before;
    }

    private long sessions() {
        return sum(totals -> totals.held() + totals.reserved() + totals.live());
    }

    private long sum(ToLongFunction<Totals> figure) {
        return stage.totals().values().stream().mapToLong(figure).sum();
    }

    private static double seconds(long sinceNs) {
        return Math.round((System.nanoTime() - sinceNs) / 1e8) / 10.0;
    }

    /** Bob: says yes to the first offer. */
    private static final class Target implements OfferHandler {

        private final CompletableFuture<Line> line = new CompletableFuture<>();
        private final Teller teller;

        Target(Teller teller) {
            this.teller = teller;
        }

        @Override
        public CompletionStage<Boolean> offered(Offer offer) {
            teller.offer(offer.secondsLeft());
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public void connected(Line connected) {
            line.complete(connected);
        }

        @Override
        public void failed(CallException why) {
            line.completeExceptionally(why);
        }
    }
}
