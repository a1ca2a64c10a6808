package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.LegGrant;
import dev.middleman.api.relay.LegRequest;
import dev.middleman.engine.shard.Terms;
import dev.middleman.engine.table.DirectMemory;
import dev.middleman.transport.memory.MemoryNetwork;
import dev.middleman.wire.knock.KnockType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Looks through all table memory for what a session was made of: found while it lives, gone when it has ended. */
class WipeTest {

    /** Remembers everything it gave out. */
    private static final class WatchedMemory implements TableMemory {
        private final DirectMemory real = new DirectMemory();
        private final List<ByteBuffer> given = new ArrayList<>();

        @Override
        public String name() {
            return "watched";
        }

        @Override
        public ByteBuffer allocate(int bytes) {
            ByteBuffer buffer = real.allocate(bytes);
            given.add(buffer);
            return buffer;
        }

        @Override
        public void release(ByteBuffer buffer) {
            real.release(buffer);
        }

        /** How often these bytes occur, as they are or reversed. */
        int find(byte[] wanted) {
            byte[] reversed = new byte[wanted.length];
            for (int i = 0; i < wanted.length; i++) {
                reversed[i] = wanted[wanted.length - 1 - i];
            }
            return given.stream()
                    .mapToInt(buffer -> count(buffer, wanted) + count(buffer, reversed))
                    .sum();
        }

        private static int count(ByteBuffer buffer, byte[] wanted) {
            int found = 0;
            for (int at = 0; at + wanted.length <= buffer.limit(); at++) {
                int i = 0;
                while (i < wanted.length && buffer.get(at + i) == wanted[i]) {
                    i++;
                }
                found += i == wanted.length ? 1 : 0;
            }
            return found;
        }
    }

    enum Ending {
        IDLE(world -> world.node.seconds(63)),
        RELEASE(world -> world.node.now(world.node.engine.release(world.line.handle()))),
        BYE(world -> {
            world.line.a().send(KnockType.BYE);
            world.node.settle();
        }),
        CLOCK_JUMP(world -> {
            world.node.engine.onClockJump(1);
            world.node.settle();
        }),
        NO_TRANSPORT(world -> {
            world.node.engine.lose(world.node.network.transport());
            world.node.seconds(11);
        }),
        CLOSE(world -> world.node.engine.close());

        private final Consumer<World> how;

        Ending(Consumer<World> how) {
            this.how = how;
        }
    }

    private static final class World {
        private final WatchedMemory memory = new WatchedMemory();
        private final Node node = new Node(
                Node.settings(
                        new Quotas(100, 20_000, 5_000, 64, 50, 5, 20_000), 2, "20000-20063", 0, new Terms(60, 90)),
                memory);
        private final Node.Line line = node.line();
    }

    @ParameterizedTest
    @EnumSource
    void shouldLeaveNothingOfASessionThatEnded(Ending ending) {
        World world = new World();
        world.line
                .a()
                .moveTo(world.node
                        .network
                        .host(MemoryNetwork.ip4(8, 77, 66, 55))
                        .socket());
        world.node.latch(world.line.a());
        world.line.a().send(Node.bytes("x"));
        world.node.settle();
        assertThat(world.line.b().takePayloads()).containsExactly("x");

        List<byte[]> secrets = secretsOf(world);
        for (byte[] secret : secrets) {
            assertThat(world.memory.find(secret))
                    .as("the search finds it while it lives")
                    .isPositive();
        }
        assertThat(world.memory.find(ip4(8, 77, 66, 55)))
                .as("own line and partner's line")
                .isEqualTo(2);
        assertThat(world.memory.find(ip4(8, 1, 0, 1)))
                .as("where it was latched before")
                .isZero();
        ending.how.accept(world);
        for (byte[] secret : secrets) {
            assertThat(world.memory.find(secret)).isZero();
        }
    }

    @Test
    void shouldLeaveNothingOfAClaimThatNobodyCameTo() {
        WatchedMemory memory = new WatchedMemory();
        Node node = new Node(Node.hinting(Quotas.defaults(), "20000-20063"), memory);
        LegRequest hinted = LegRequest.hinted(MemoryNetwork.ip4(8, 44, 33, 22));
        Handle handle = node.hold();
        node.commit(handle, new CommitRequest(hinted, LegRequest.KNOCK));
        assertThat(memory.find(ip4(8, 44, 33, 22))).isOne();
        node.now(node.engine.release(handle));
        assertThat(memory.find(ip4(8, 44, 33, 22))).isZero();
        node.close();
    }

    @Test
    void shouldForgetTheAddressThatAnAgentLeft() {
        WatchedMemory memory = new WatchedMemory();
        Node node = new Node(Node.hinting(Quotas.defaults(), "20000-20063"), memory);
        CommitRequest armed = new CommitRequest(LatchMode.ARM, LatchMode.KNOCK);
        TestPeer agent = node.peer(node.commit(node.hold(), armed).a()).asAgent();
        node.latch(agent);
        assertThat(memory.find(ip4(8, 1, 0, 1))).isOne();
        agent.moveTo(node.network.host(MemoryNetwork.ip4(8, 44, 33, 22)).socket());
        node.latch(agent);
        assertThat(memory.find(ip4(8, 1, 0, 1))).isZero();
        assertThat(memory.find(ip4(8, 44, 33, 22))).isOne();
        agent.send(KnockType.BYE);
        node.settle();
        assertThat(memory.find(ip4(8, 44, 33, 22))).isZero();
        node.close();
    }

    private static List<byte[]> secretsOf(World world) {
        Handle handle = world.line.handle();
        LegGrant a = world.line.a().grant();
        LegGrant b = world.line.b().grant();
        return List.of(
                ip4(8, 77, 66, 55),
                ip4(8, 1, 0, 2),
                number(handle.high()),
                number(handle.low()),
                number(a.sid()),
                number(b.sid()),
                a.key(),
                b.key());
    }

    /** The last eight bytes of the mapped form: four alone would be found by chance. */
    private static byte[] ip4(int a, int b, int c, int d) {
        return number(MemoryNetwork.ip4(a, b, c, d).low());
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.BIG_ENDIAN)
                .putLong(value)
                .array();
    }
}
