package dev.middleman.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.transport.Burst;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.TransportException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The 44-byte frames: the only payload that can be read, and the only one that a lane sends by itself. */
abstract class KnockCases extends ContractCases {

    KnockCases(Supplier<TransportHarness> harnesses) {
        super(harnesses);
    }

    @ParameterizedTest
    @EnumSource(names = {"IP4", "IP6"})
    void shouldCopyAKnockAndReadItsSid(Families family) throws TransportException {
        assume(family);
        byte[] knock = pattern(44, 200);
        byte[] copied = inBurst(family, knock, burst -> {
            byte[] into = new byte[Burst.KNOCK_BYTES];
            burst.copyKnock(0, into);
            return into;
        });
        long sid = inBurst(family, knock, burst -> burst.sidOf(0));

        assertThat(copied).isEqualTo(knock);
        assertThat(sid).isEqualTo(ByteBuffer.wrap(knock).getLong());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 43, 45, 88, 1472})
    void shouldNotLetAnyOtherLengthBeRead(int length) throws TransportException {
        assume(Families.IP4);
        Throwable sid = inBurst(Families.IP4, pattern(length, 1), burst -> thrownBy(() -> burst.sidOf(0)));
        Throwable copy =
                inBurst(Families.IP4, pattern(length, 1), burst -> thrownBy(() -> burst.copyKnock(0, new byte[44])));

        assertThat(sid).isInstanceOf(IllegalStateException.class);
        assertThat(copy).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"IP4", "IP6"})
    void shouldSendAKnockFromTheGivenPort(Families family) throws Exception {
        assume(family);
        try (Lane lane = open(family, 2)) {
            TestPeer peer = harness.peer(family);
            byte[] frame = pattern(44, 9);
            boolean taken = onLane(lane, () -> {
                boolean sent = knock(lane, lane.ports()[1], peer.local(), frame);
                Arrays.fill(frame, (byte) 0);
                return sent;
            });
            TestPeer.Arrival arrival = peer.receive();

            assertThat(taken).isTrue();
            assertThat(arrival.source()).isEqualTo(at(lane, family, 1));
            assertThat(arrival.payload()).isEqualTo(pattern(44, 9));
        }
    }

    @Test
    void shouldAnswerAKnockWithinTheBurst() throws TransportException {
        assume(Families.IP4);
        try (Lane lane = open(Families.IP4, 1)) {
            TestPeer peer = harness.peer(Families.IP4);
            handler.inspect = burst -> {
                byte[] frame = new byte[44];
                burst.copyKnock(0, frame);
                frame[8]++;
                Endpoint source = new Endpoint(burst.sourceHigh(0), burst.sourceLow(0), burst.sourcePort(0));
                knock(lane, burst.localPort(0), source, frame);
            };
            byte[] expected = pattern(44, 3);
            expected[8]++;

            peer.send(at(lane, Families.IP4, 0), pattern(44, 3));

            assertThat(peer.receive().payload()).isEqualTo(expected);
        }
    }

    @Test
    void shouldSayWhenTheSocketDidNotTakeAKnock() throws Exception {
        assume(Families.IP4);
        try (Lane lane = open(Families.IP4, 1)) {
            Endpoint peer = harness.peer(Families.IP4).local();
            int port = lane.ports()[0];
            byte[] frame = new byte[44];

            assertThat(onLane(lane, () -> knock(lane, port, peer, frame))).isTrue();
            assertThat(onLane(lane, () -> knock(lane, port, peer.withPort(0), frame)))
                    .isFalse();
            assertThat(onLane(lane, () -> knock(lane, port, new Endpoint(0, 1, 9), frame)))
                    .as("a family that the lane has no address of")
                    .isFalse();
            assertThat(onLane(lane, () -> knock(lane, port == 1 ? 2 : 1, peer, frame)))
                    .as("a port that is not the lane's")
                    .isFalse();
        }
    }

    @Test
    void shouldSendNothingButFramesOf44Bytes() throws Exception {
        assume(Families.IP4);
        try (Lane lane = open(Families.IP4, 1)) {
            Endpoint peer = harness.peer(Families.IP4).local();
            for (int length : new int[] {0, 43, 45}) {
                Throwable thrown =
                        onLane(lane, () -> thrownBy(() -> knock(lane, lane.ports()[0], peer, new byte[length])));
                assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void shouldNotBeUsableAfterTheHandlerReturned() throws TransportException {
        assume(Families.IP4);
        BlockingQueue<Burst> leaked = new ArrayBlockingQueue<>(1);
        try (Lane lane = open(Families.IP4, 1)) {
            handler.inspect = leaked::add;
            harness.peer(Families.IP4).send(at(lane, Families.IP4, 0), pattern(44, 1));
            handler.next();
            settle(lane);
            assertThatThrownBy(() -> leaked.element().copyKnock(0, new byte[44]))
                    .isInstanceOf(RuntimeException.class);
        }
    }

    private static boolean knock(Lane lane, int localPort, Endpoint to, byte[] frame) {
        return lane.sendKnock(localPort, to.high(), to.low(), to.port(), frame);
    }

    private <T> T inBurst(Families family, byte[] payload, Function<Burst, T> look) throws TransportException {
        CompletableFuture<T> looked = new CompletableFuture<>();
        try (Lane lane = open(family, 1)) {
            handler.inspect = burst -> looked.complete(look.apply(burst));
            harness.peer(family).send(at(lane, family, 0), payload);
            assertThat(handler.next().length()).isEqualTo(payload.length);
            return looked.join();
        }
    }

    private static <T> T onLane(Lane lane, Supplier<T> action) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        assertThat(lane.execute(() -> {
                    try {
                        result.complete(action.get());
                    } catch (RuntimeException | Error e) {
                        result.completeExceptionally(e);
                    }
                }))
                .isTrue();
        return result.get();
    }

    private static Throwable thrownBy(Runnable action) {
        try {
            action.run();
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }
}
