package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.relay.Swap;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Handover;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A shard that cannot move when others have moved: the engine names the transport that carries the lines, whatever happens. */
class FailingSwapTest {
    private final Node node = new Node(Quotas.defaults(), 3, "ephemeral:9");
    private String busy = "";
    private String deaf = "";
    private boolean mayReturn = true;

    @AfterEach
    void balance() {
        node.close();
    }

    /** The same network, whose lanes of some name do not leave, or do not begin. */
    private final class Wayward implements Transport {
        private final String name;

        Wayward(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Lane open(LaneSpec spec, BurstHandler handler) throws TransportException {
            if (name.equals("one") && !mayReturn) {
                throw new TransportException("cannot bind port 1");
            }
            return new PassingLane(node.network.transport().open(spec, handler)) {
                @Override
                public Optional<Handover> handover() {
                    return super.handover().map(side -> new WaywardHandover(side, spec));
                }
            };
        }
    }

    private final class WaywardHandover implements Handover {
        private final Handover side;
        private final LaneSpec spec;

        WaywardHandover(Handover side, LaneSpec spec) {
            this.side = side;
            this.spec = spec;
        }

        @Override
        public boolean steer(int from, int to) {
            return side.steer(from, to);
        }

        @Override
        public int look() {
            return side.look();
        }

        @Override
        public void complete() {
            if (!spec.beside() && spec.name().endsWith(busy) && !busy.isEmpty()) {
                throw new IllegalStateException("the lane is busy");
            }
            if (spec.beside() && spec.name().endsWith(deaf) && !deaf.isEmpty()) {
                throw new IllegalStateException("the lane is deaf");
            }
            side.complete();
        }

        @Override
        public void cancel() {
            side.cancel();
        }
    }

    private final Transport one = new Wayward("one");
    private final Transport other = new Wayward("other");

    /** Lines of all shards: a new line goes to the emptiest one. */
    private Node.Line[] lines() throws TransportException {
        // So that the lanes of the first transport are none that were opened beside others.
        node.engine.use(new NotSharing(node.network.transport()));
        node.engine.use(one);
        return new Node.Line[] {node.line(), node.line(), node.line()};
    }

    private void carries(Node.Line... lines) {
        for (Node.Line line : lines) {
            line.b().takePayloads();
            line.a().send(Node.bytes("up"));
            node.settle();
            assertThat(line.b().takePayloads()).containsExactly("up");
        }
    }

    @Test
    void shouldMoveWhenNothingFails() throws TransportException {
        Node.Line[] lines = lines();
        assertThat(node.engine.use(other).orElseThrow().way()).isEqualTo(Swap.Way.STEERED);
        assertThat(node.engine.transport()).contains(other);
        carries(lines);
    }

    @Test
    void shouldBringBackWhatHasMovedWhenALaterShardIsBusy() throws TransportException {
        Node.Line[] lines = lines();
        busy = "/shard-1";
        assertThatThrownBy(() -> node.engine.use(other))
                .isInstanceOf(TransportException.class)
                .hasMessage("the lane is busy")
                .hasNoSuppressedExceptions();
        assertThat(node.engine.transport()).contains(one);
        carries(lines);
        busy = "";
        node.engine.use(other);
        assertThat(node.engine.transport()).contains(other);
        carries(lines);
    }

    @Test
    void shouldBringBackAllWhenALaterShardIsLeftByOneAndNotTakenByTheOther() throws TransportException {
        Node.Line[] lines = lines();
        deaf = "/shard-2";
        assertThatThrownBy(() -> node.engine.use(other))
                .isInstanceOf(TransportException.class)
                .hasMessage("the lane is deaf");
        assertThat(node.engine.transport()).contains(one);
        assertThat(node.refusalOf(0)).isNull();
        carries(lines);
    }

    /** The sessions wait for another one then, as they do whenever there is none. */
    @Test
    void shouldNameNoTransportWhenTheFormerOneDoesNotGetItsPortsBack() throws TransportException {
        Node.Line[] lines = lines();
        deaf = "/shard-2";
        mayReturn = false;
        assertThatThrownBy(() -> node.engine.use(other)).isInstanceOf(TransportException.class);
        assertThat(node.engine.transport()).isEmpty();
        assertThat(node.totals().live()).isEqualTo(3);
        node.engine.use(node.network.transport());
        carries(lines);
    }
}
