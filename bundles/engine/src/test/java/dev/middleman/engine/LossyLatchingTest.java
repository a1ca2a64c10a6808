package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.transport.memory.Link;
import dev.middleman.wire.knock.KnockType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Latching converges whatever the network does to the frames, as long as some get through. */
class LossyLatchingTest {
    private static final Link BAD = new Link(5_000_000, 20_000_000, 0.25, 0.2, 0.3);
    private static final double RETRY_SECONDS = 0.25;

    /** Knocks as a peer does: KNOCK until challenged, PROOF until OK; KEEP once latched. */
    private static final class Knocker {
        private final TestPeer peer;
        private boolean challenged;
        private boolean latched;
        private boolean ready;

        Knocker(TestPeer peer) {
            this.peer = peer;
        }

        void step() {
            for (KnockType answer : peer.takeAnswers()) {
                challenged |= answer == KnockType.CHALLENGE;
                if (answer == KnockType.OK) {
                    latched = true;
                    ready |= peer.partnerReady();
                }
            }
            if (!challenged) {
                peer.send(KnockType.KNOCK);
            } else if (!latched) {
                peer.send(KnockType.PROOF);
            } else {
                peer.send(KnockType.KEEP);
            }
        }
    }

    @RepeatedTest(5)
    void shouldLatchUnderLossDuplicationAndReordering() {
        try (Node node = new Node()) {
            node.network.line(Node.IP4, BAD, BAD);
            List<Knocker> knockers = new ArrayList<>();
            List<Node.Line> lines = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Node.Line line = node.reserved(0);
                lines.add(line);
                knockers.add(new Knocker(line.a()));
                knockers.add(new Knocker(line.b()));
            }
            for (int i = 0; i < 40; i++) {
                knockers.forEach(Knocker::step);
                node.seconds(RETRY_SECONDS);
            }
            assertThat(node.network.counts().lostTotal())
                    .as("the network is bad")
                    .isPositive();
            assertThat(node.network.counts().duplicatedTotal()).isPositive();
            assertThat(knockers).allMatch(knocker -> knocker.latched && knocker.ready);
            assertThat(node.totals().live()).isEqualTo(20);
            node.network.line(Node.IP4, Link.PERFECT, Link.PERFECT);
            node.seconds(1);
            for (Node.Line line : lines) {
                line.b().takePayloads();
                line.a().send(Node.bytes("through"));
                node.settle();
                assertThat(line.b().takePayloads()).containsExactly("through");
            }
        }
    }

    @Test
    void shouldNotLatchWhenNothingGetsThrough() {
        try (Node node = new Node()) {
            Node.Line line = node.reserved(0);
            Knocker knocker = new Knocker(line.a());
            node.network.line(Node.IP4, Link.PERFECT.withLoss(1), Link.PERFECT);
            for (int i = 0; i < 20; i++) {
                knocker.step();
                node.seconds(RETRY_SECONDS);
            }
            assertThat(knocker.challenged).isFalse();
            assertThat(node.totals().live()).isZero();
        }
    }
}
