package dev.middleman.transport.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.LegGrant;
import dev.middleman.harden.KernelMemory;
import dev.middleman.testkit.process.ForkedJvm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.TestAbortedException;

/**
 * What root finds in the memory of a middle-man while a session lives, with traffic paused: everything in ordinary memory, nothing in
 * secret memory.
 */
@Timeout(120)
class LiveSessionTest {
    private static final int ROUNDS = 20_000;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final Endpoint alice = somewhereOnLoopback();
    private final Endpoint bob = somewhereOnLoopback();
    private final byte[] payload = new byte[333];

    /** What was found, by what was looked for. */
    private record Found(int addresses, int sockaddrs, int payloads) {}

    private Endpoint somewhereOnLoopback() {
        return Endpoint.ofIp4(0x7f40_4040 | random.nextInt() & 0x003f_3f3f, 0);
    }

    @BeforeEach
    void needRoot() throws IOException {
        assumeTrue(FfmTransport.obstacle() == null, FfmTransport::obstacle);
        assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
                "needs root: it reads another process's memory");
        try {
            TableMemory secret = KernelMemory.of(TableMemory.SECRET);
            secret.release(secret.allocate(1));
        } catch (IllegalStateException refused) {
            throw new TestAbortedException(refused.getMessage());
        }
        random.nextBytes(payload);
        System.out.println("addresses and payload, seed " + seed);
    }

    @Test
    void shouldHideAddressesAndPayloadOfALiveSessionFromRoot() throws IOException {
        Found ordinary = lookInto(TableMemory.DIRECT);
        System.out.println("in ordinary memory: " + ordinary);
        assertThat(ordinary.addresses()).as("the scan finds the tables").isPositive();
        assertThat(ordinary.payloads()).as("the scan finds the buffers").isPositive();

        Found secret = lookInto(TableMemory.SECRET);
        System.out.println("in secret memory: " + secret);
        assertThat(secret).isEqualTo(new Found(0, 0, 0));
    }

    private Found lookInto(String kind) throws IOException {
        try (ForkedJvm relay = new ForkedJvm(List.of(), RelayProgram.class, kind);
                TrainSocket fromAlice = new TrainSocket(alice, false);
                TrainSocket toBob = new TrainSocket(bob, false)) {
            LegGrant a = leg(relay.line());
            LegGrant b = leg(relay.line());
            Knocking knocking = new Knocking();
            Endpoint at = knocking.latch(fromAlice, a);
            knocking.latch(toBob, b);
            fromAlice.receive(); // that the other one is there
            for (int i = 0; i < ROUNDS; i++) {
                fromAlice.send(at, payload);
                assertThat(toBob.receive().bytes()).hasSize(payload.length);
            }
            return new Found(
                    relay.count(inTable(alice)) + relay.count(inTable(bob)),
                    relay.count(sockaddr(fromAlice.local())) + relay.count(sockaddr(toBob.local())),
                    relay.count(payload));
        }
    }

    private static LegGrant leg(String line) {
        String[] words = line.split(" ");
        assertThat(words).as(line).hasSize(3);
        return new LegGrant(
                List.of(Integer.parseInt(words[0])),
                Long.parseUnsignedLong(words[1], 16),
                HexFormat.of().parseHex(words[2]));
    }

    /** The low half of the mapped form, as a long of this machine. */
    private static byte[] inTable(Endpoint endpoint) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putLong(endpoint.low())
                .array();
    }

    /** Port and address as the kernel wants them. */
    private static byte[] sockaddr(Endpoint endpoint) {
        return ByteBuffer.allocate(6)
                .putShort((short) endpoint.port())
                .putInt((int) endpoint.low())
                .array();
    }
}
