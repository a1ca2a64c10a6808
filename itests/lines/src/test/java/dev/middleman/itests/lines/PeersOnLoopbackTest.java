package dev.middleman.itests.lines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.peer.CallOptions;
import dev.middleman.peer.CloseReason;
import dev.middleman.peer.Identity;
import dev.middleman.peer.Line;
import dev.middleman.peer.LineState;
import dev.middleman.peer.Peer;
import dev.middleman.peer.Registration;
import dev.middleman.wire.control.Accept;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Peers, KA server and middle-men over real sockets: the main job, without a container. */
class PeersOnLoopbackTest {
    @TempDir
    Path folder;

    private final List<Peer> peers = new ArrayList<>();
    private final BlockingQueue<Line> accepted = new LinkedBlockingQueue<>();
    private World world;
    private World.Place middleman;

    @BeforeEach
    void start() throws Exception {
        world = new World(folder);
        middleman = world.addMiddleman(1);
    }

    @AfterEach
    void stop() {
        peers.forEach(Peer::close);
        world.close();
    }

    @Test
    void shouldTalkThroughTheMiddlemanAndSeeNobodyElse() throws Exception {
        Peer alice = peer(1, true);
        Peer bob = peer(2, true);
        register(bob);
        Line called = get(alice.call(bob.pid()));
        Line answered = accepted.poll(10, TimeUnit.SECONDS);
        assertTalk(called, answered, "hello");
        for (Peer peer : List.of(alice, bob)) {
            assertThat(peer.seen()).isNotEmpty();
            assertThat(peer.seen()).allMatch(middleman.address()::sameAddress);
        }
        called.close();
        assertThat(get(answered.closed())).isEqualTo(CloseReason.GOODBYE);
    }

    @Test
    void shouldAnswerSixteenLookUpsAtOnceThoughAnswersGetLost() throws Exception {
        Peer bob = peer(2, false);
        register(bob);
        try (ForgetfulPath path = new ForgetfulPath(world.ka().address().port())) {
            world.front(path.port());
            List<Peer> callers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Peer caller = peer(10 + i, false);
                callers.add(caller);
                get(caller.call(bob.pid())).close(); // the association is there
            }
            path.loseNext(6);
            List<CompletableFuture<Line>> calls = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                calls.add(callers.get(i % 4).call(bob.pid()).toCompletableFuture());
            }
            for (CompletableFuture<Line> call : calls) {
                assertThat(call.get(30, TimeUnit.SECONDS).state()).isEqualTo(LineState.OPEN);
            }
            assertThat(path.lost).hasValue(6);
            assertThat(world.ka().totals().introduced()).isEqualTo(20);
            callers.forEach(Peer::close);
        }
    }

    @Test
    void shouldKeepLinesWhenTheKaServerDiesAndBeFoundAgainWhenItIsBack() throws Exception {
        Peer alice = peer(1, true);
        Peer bob = peer(2, true);
        Registration registration = register(bob);
        Line called = get(alice.call(bob.pid()));
        Line answered = accepted.poll(10, TimeUnit.SECONDS);
        world.killKa();
        assertTalk(called, answered, "nobody to look up any more");
        world.restartKa();
        World.until(
                "bob noticed and registered again",
                () -> registration.servers() == 1 && world.ka().totals().peers() == 1);
        World.until("the middle-man is back", () -> world.ka().totals().middleMen() == 1);
        assertTalk(called, answered, "and still");
        Line second = get(alice.call(bob.pid()));
        assertTalk(second, accepted.poll(10, TimeUnit.SECONDS), "a new one");
    }

    @Test
    @Timeout(90)
    void shouldReplaceALineWhoseMiddlemanWasKilled() throws Exception {
        Peer alice = peer(1, true);
        Peer bob = peer(2, true);
        register(bob);
        Line called = get(alice.call(bob.pid()));
        Line answered = accepted.poll(10, TimeUnit.SECONDS);
        World.Place second = world.addMiddleman(2);
        middleman.middleman().kill();
        assertThat(called.closed().toCompletableFuture().get(40, TimeUnit.SECONDS))
                .isEqualTo(CloseReason.MIDDLEMAN_GONE);
        Line replaced = get(alice.call(bob.pid(), CallOptions.DEFAULT.replacing(called)));
        Line replacedAtBob = accepted.poll(10, TimeUnit.SECONDS);
        assertThat(replaced.seen()).allMatch(second.address()::sameAddress);
        assertThat(replacedAtBob.chain()).isEqualTo(answered.chain());
        assertTalk(replaced, replacedAtBob, "through another one");
    }

    @Test
    void shouldGoOnThroughTheNextOfThreeMiddleMenWhenOneLeaves() throws Exception {
        List<World.Place> places = new ArrayList<>(List.of(middleman));
        places.add(world.addMiddleman(4, 2)); // networks and operators of their own
        places.add(world.addMiddleman(5, 3));
        Peer alice = peer(1, true);
        Peer bob = peer(2, true);
        register(bob);
        Line called = get(alice.call(bob.pid(), CallOptions.DEFAULT.through(3)));
        Line answered = accepted.poll(10, TimeUnit.SECONDS);
        for (int left = 3; left > 0; left--) {
            int expected = left;
            World.until(
                    "both are latched at " + left,
                    () -> called.middleMen() == expected && answered.middleMen() == expected);
            assertTalk(called, answered, "through one of " + left);
            places.get(3 - left).middleman().close();
        }
        assertThat(get(called.closed())).isEqualTo(CloseReason.GOODBYE);
        assertThat(get(answered.closed())).isEqualTo(CloseReason.GOODBYE);
    }

    private Peer peer(int network, boolean sealed) {
        Peer peer = world.peer(Identity.create(), network, sealed);
        peers.add(peer);
        return peer;
    }

    private Registration register(Peer peer) throws Exception {
        return get(peer.register(Accept.OPEN, accepted::add));
    }

    private static void assertTalk(Line one, Line other, String text) throws Exception {
        BlockingQueue<String> atOther = texts(other);
        BlockingQueue<String> atOne = texts(one);
        one.send((text + " there").getBytes());
        assertThat(atOther.poll(5, TimeUnit.SECONDS)).isEqualTo(text + " there");
        other.send((text + " here").getBytes());
        assertThat(atOne.poll(5, TimeUnit.SECONDS)).isEqualTo(text + " here");
    }

    private static BlockingQueue<String> texts(Line line) {
        BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        line.receive((from, payload) -> {
            byte[] bytes = new byte[payload.remaining()];
            payload.get(bytes);
            texts.add(new String(bytes));
        });
        return texts;
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
