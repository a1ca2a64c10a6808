package dev.middleman.peer.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.peer.Identity;
import dev.middleman.wire.id.Octets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SealedChannelTest {
    private static final Octets REALM = Octets.of(new byte[32]);
    private static final int MOST_LOST = 4;

    private final long seed = Long.getLong("middleman.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final ExecutorService handshakes = Executors.newFixedThreadPool(2);
    /** Stands for the two sockets' threads: everything is delivered on this one, in the order it was sent. */
    private final ExecutorService network = Executors.newSingleThreadExecutor();

    private final List<byte[]> onTheWay = new ArrayList<>();
    private final List<byte[]> atTarget = new ArrayList<>();
    private final List<byte[]> atCaller = new ArrayList<>();
    private LineSecret callerSecret;
    private LineSecret targetSecret;
    private SealedChannel caller;
    private SealedChannel target;
    private double loss;
    private volatile int lost;
    private double duplicates;

    @BeforeEach
    void agree() throws Exception {
        System.out.println("SealedChannelTest seed " + seed);
        Identity bob = Identity.create();
        Blobs.Caller alice = Blobs.Caller.fresh();
        Blobs.Answered answer = Blobs.Answered.to(alice.blob(), REALM, bob.keyPair(), Mode.SEALED);
        callerSecret = alice.open(answer.sealedBlob(), REALM, bob.pid(REALM), Mode.SEALED);
        targetSecret = answer.secret();
    }

    @AfterEach
    void stop() {
        handshakes.shutdownNow();
        network.shutdownNow();
    }

    @Test
    void shouldCarryDatagramsOfEverySizeUnreadably() throws Exception {
        connect();
        byte[] text = "attack at dawn, attack at dawn".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        List<byte[]> sent = new ArrayList<>(List.of(new byte[0], text, new byte[1_443], new byte[16_384]));
        for (byte[] payload : sent) {
            assertThat(caller.send(ByteBuffer.wrap(payload))).isTrue();
            assertThat(target.send(ByteBuffer.wrap(payload))).isTrue();
        }
        settle();
        assertThat(atTarget).containsExactlyElementsOf(sent);
        assertThat(atCaller).containsExactlyElementsOf(sent);
        assertThat(onTheWay).noneMatch(datagram -> contains(datagram, "attack".getBytes()));
        assertThat(onTheWay).anyMatch(datagram -> datagram.length == text.length + SealedChannel.OVERHEAD);
    }

    @Test
    void shouldComeUpThoughAThirdIsLostAndAThirdComesTwice() throws Exception {
        loss = 0.33;
        duplicates = 0.33;
        connect();
        assertThat(lost).as("the line did lose something").isPositive();
        loss = 0;
        for (int i = 0; i < 50; i++) {
            assertThat(caller.send(ByteBuffer.wrap(new byte[] {(byte) i}))).isTrue();
        }
        settle();
        assertThat(atTarget).hasSize(50);
    }

    @Test
    void shouldCountAndDropWhatWasTamperedWith() throws Exception {
        connect();
        caller.send(ByteBuffer.wrap(new byte[100]));
        settle();
        byte[] genuine = onTheWay.get(onTheWay.size() - 1);
        byte[] tampered = genuine.clone();
        tampered[50] ^= 1;
        int before = atTarget.size();
        network.submit(() -> target.onDatagram(ByteBuffer.wrap(tampered))).get(5, TimeUnit.SECONDS);
        network.submit(() -> target.onDatagram(ByteBuffer.wrap(genuine))).get(5, TimeUnit.SECONDS);
        network.submit(() -> target.onDatagram(ByteBuffer.wrap(new byte[0]))).get(5, TimeUnit.SECONDS);
        assertThat(atTarget).hasSize(before);
        assertThat(target.notAuthentic()).isEqualTo(3);
        caller.send(ByteBuffer.wrap(new byte[7]));
        settle();
        assertThat(atTarget).hasSize(before + 1);
    }

    @Test
    void shouldFailWhenTheSecretsDiffer() throws Exception {
        Identity bob = Identity.create();
        Blobs.Caller other = Blobs.Caller.fresh();
        targetSecret = Blobs.Answered.to(other.blob(), REALM, bob.keyPair(), Mode.SEALED)
                .secret();
        assertThatThrownBy(this::connect).hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    void shouldEndWhenTheOtherSideCloses() throws Exception {
        connect();
        caller.close();
        settle();
        assertThat(target.isClosed()).isTrue();
        assertThat(target.send(ByteBuffer.allocate(1))).isFalse();
        assertThat(caller.send(ByteBuffer.allocate(1))).isFalse();
    }

    @Test
    void shouldRefuseWhatDoesNotFit() throws Exception {
        connect();
        assertThat(caller.send(ByteBuffer.allocate(SealedChannel.MAX_PAYLOAD + 1)))
                .isFalse();
        assertThat(caller.send(ByteBuffer.allocate(SealedChannel.MAX_PAYLOAD))).isTrue();
    }

    private void connect() throws Exception {
        caller = new SealedChannel(true, callerSecret, to(() -> target));
        target = new SealedChannel(false, targetSecret, to(() -> caller));
        CompletableFuture<?> one = CompletableFuture.runAsync(() -> handshake(caller), handshakes)
                .thenRunAsync(() -> caller.begin(payload -> atCaller.add(copy(payload))), network);
        CompletableFuture<?> two = CompletableFuture.runAsync(() -> handshake(target), handshakes)
                .thenRunAsync(() -> target.begin(payload -> atTarget.add(copy(payload))), network);
        one.whenComplete((done, failed) -> closeOnFailure(failed));
        two.whenComplete((done, failed) -> closeOnFailure(failed));
        CompletableFuture.allOf(one, two).get(30, TimeUnit.SECONDS);
    }

    private void closeOnFailure(Throwable failed) {
        if (failed != null) {
            caller.close();
            target.close();
        }
    }

    private static void handshake(SealedChannel channel) {
        try {
            channel.handshake();
        } catch (IOException e) {
            throw new java.util.concurrent.CompletionException(e);
        }
    }

    private Predicate<ByteBuffer> to(java.util.function.Supplier<SealedChannel> other) {
        return datagram -> {
            byte[] bytes = copy(datagram);
            network.execute(() -> {
                onTheWay.add(bytes);
                // Bounded, or an unlucky seed outlasts the handshake's ten seconds.
                if (loss > 0 && lost < MOST_LOST && (lost == 0 || random.nextDouble() < loss)) {
                    lost++;
                } else {
                    other.get().onDatagram(ByteBuffer.wrap(bytes));
                }
                if (random.nextDouble() < duplicates) {
                    other.get().onDatagram(ByteBuffer.wrap(bytes));
                }
            });
            return true;
        };
    }

    /** Two rounds: what arrives may be answered. */
    private void settle() throws Exception {
        for (int i = 0; i < 3; i++) {
            network.submit(() -> {}).get(5, TimeUnit.SECONDS);
        }
    }

    private static byte[] copy(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static boolean contains(byte[] where, byte[] what) {
        for (int i = 0; i + what.length <= where.length; i++) {
            if (Arrays.equals(where, i, i + what.length, what, 0, what.length)) {
                return true;
            }
        }
        return false;
    }
}
