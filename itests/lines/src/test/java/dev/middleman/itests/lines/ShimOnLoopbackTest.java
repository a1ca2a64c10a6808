package dev.middleman.itests.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.peer.CallOptions;
import dev.middleman.peer.Identity;
import dev.middleman.peer.Peer;
import dev.middleman.peer.Shim;
import dev.middleman.wire.control.Accept;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unmodified UDP programs on both ends, everything between them real. */
class ShimOnLoopbackTest {
    private static final InetSocketAddress ANY_LOCAL = new InetSocketAddress("127.0.0.1", 0);

    @TempDir
    Path folder;

    private World world;
    private World.Place middleman;
    private EchoProgram program;
    private DatagramSocket client;
    private Peer alice;
    private Peer bob;
    private Shim.Listening listening;
    private Shim calling;

    @BeforeEach
    void start() throws Exception {
        world = new World(folder);
        middleman = world.addMiddleman(1);
        program = new EchoProgram();
        client = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        client.setSoTimeout(5_000);
    }

    @AfterEach
    void stop() {
        calling.close();
        listening.close();
        alice.close();
        bob.close();
        client.close();
        program.close();
        world.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCarryDatagramsOfEverySizeUnchanged(boolean sealed) throws Exception {
        connect(sealed);
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        long bytes = 0;
        long before = forwardedBytes();
        for (int size = 0; size <= 1_472; size += size < 64 ? 1 : 16) {
            byte[] sent = new byte[size];
            random.nextBytes(sent);
            assertThat(echoed(sent)).as("size %d", size).isEqualTo(sent);
            bytes += 2L * size;
        }
        assertThat(program.clients).hasSize(1);
        assertThat(calling.counters().dropped()).isZero();
        long forwarded = forwardedBytes() - before;
        if (sealed) {
            assertThat(forwarded).isGreaterThan(bytes);
        } else {
            assertThat(forwarded).isEqualTo(bytes); // not a byte was added
        }
    }

    @Test
    void shouldGiveEveryCallerAnAddressOfItsOwn() throws Exception {
        connect(false);
        Peer carol = world.peer(Identity.create(), 4, false);
        try (carol;
                Shim another = get(Shim.calling(carol, bob.pid(), CallOptions.DEFAULT, ANY_LOCAL))) {
            assertThat(echoed(new byte[] {1})).containsExactly(1);
            assertThat(echoedBy(another.localPort(), new byte[] {2})).containsExactly(2);
            assertThat(program.clients).hasSize(2);
        }
    }

    @Test
    void shouldGoOnThroughAnotherMiddlemanWhenOneStops() throws Exception {
        connect(false);
        assertThat(echoed(new byte[] {1})).containsExactly(1);
        world.addMiddleman(2);
        middleman.enrolment().close();
        middleman.middleman().close();
        assertGoesOn();
        assertThat(calling.counters().replaced()).isEqualTo(1);
        assertThat(listening.counters().replaced()).isEqualTo(1);
    }

    @Test
    @Timeout(120)
    void shouldGoOnThroughAnotherMiddlemanWhenOneIsKilled() throws Exception {
        connect(true);
        assertThat(echoed(new byte[] {1})).containsExactly(1);
        world.addMiddleman(2);
        middleman.middleman().kill();
        assertThat(echoOrNothing(new byte[] {2})).isEmpty(); // it would be noticed
        assertGoesOn();
        assertThat(calling.counters().replaced()).isEqualTo(1);
    }

    @Test
    void shouldSayThatTheLocalAddressIsTaken() throws Exception {
        connect(false);
        InetSocketAddress taken = new InetSocketAddress("127.0.0.1", calling.localPort());
        assertThatThrownBy(() -> get(Shim.calling(alice, bob.pid(), CallOptions.DEFAULT, taken)))
                .hasCauseInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot be bound");
    }

    private long forwardedBytes() throws Exception {
        return get(middleman.middleman().relay().totals()).forwardedBytes();
    }

    private void connect(boolean sealed) throws Exception {
        alice = world.peer(Identity.create(), 1, sealed);
        bob = world.peer(Identity.create(), 2, sealed);
        listening = Shim.listening(program.address());
        get(bob.register(Accept.OPEN, listening));
        calling = get(Shim.calling(alice, bob.pid(), CallOptions.DEFAULT, ANY_LOCAL));
    }

    /** The client goes on sending; the program must answer it again, and not have met anybody else. */
    private void assertGoesOn() throws Exception {
        client.setSoTimeout(200);
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        byte[] payload = {42};
        while (!Arrays.equals(echoOrNothing(payload), payload)) {
            assertThat(System.nanoTime()).isLessThan(endNs);
        }
        assertThat(program.clients).hasSize(1);
    }

    private byte[] echoOrNothing(byte[] payload) throws IOException {
        try {
            return echoed(payload);
        } catch (SocketTimeoutException e) {
            return new byte[0];
        }
    }

    private byte[] echoed(byte[] payload) throws IOException {
        return echoedBy(calling.localPort(), payload);
    }

    private byte[] echoedBy(int localPort, byte[] payload) throws IOException {
        client.send(new DatagramPacket(payload, payload.length, new InetSocketAddress("127.0.0.1", localPort)));
        DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
        client.receive(answer);
        assertThat(answer.getPort()).isEqualTo(localPort);
        return Arrays.copyOf(answer.getData(), answer.getLength());
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
