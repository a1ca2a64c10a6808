package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.DropReason;
import dev.middleman.transport.memory.MemoryHost;
import dev.middleman.transport.memory.MemoryNetwork;
import dev.middleman.wire.knock.KnockType;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What RFC 4787 asks of a NAT and no other test shows; see docs/rfc4787.md. */
@Timeout(30)
class Rfc4787Test {
    private final Node node = new Node();

    @AfterEach
    void balance() {
        node.close();
    }

    /** REQ-1: who talks to a peer does not see a new endpoint because the peer has one. */
    @Test
    void shouldShowThePartnerOneEndpointWhereverThePeerMoves() {
        Node.Line line = node.line();
        Set<Endpoint> shown = new HashSet<>();
        for (int place = 1; place <= 5; place++) {
            line.a().moveTo(node.network.host(MemoryNetwork.ip4(8, 9, 0, place)).socket());
            node.latch(line.a());
            line.a().send(Node.bytes("here"));
            node.settle();
            shown.add(line.b().from());
        }
        assertThat(line.b().takePayloads()).hasSize(5);
        assertThat(shown).hasSize(1);
    }

    /** REQ-3, REQ-4: the port that the partner sees is the middle-man's, and says nothing about the peer's. */
    @Test
    void shouldShowAPortThatDoesNotDependOnThePeers() {
        Set<Integer> shown = new HashSet<>();
        for (int port : new int[] {53, 500, 1_025, 51_820}) {
            Node.Line line = node.line();
            MemoryHost host = node.network.host(MemoryNetwork.ip4(8, 9, 1, 1));
            line.a().moveTo(host.socket(port));
            node.latch(line.a());
            line.a().send(Node.bytes("from " + port));
            node.settle();
            assertThat(line.b().takePayloads()).containsExactly("from " + port);
            assertThat(line.b().grant().ports()).contains(line.b().from().port());
            shown.add(line.b().from().port());
        }
        assertThat(shown).allMatch(port -> port >= 20_000 && port < 20_064);
    }

    /** REQ-6: outbound traffic alone keeps a line; inbound alone does so, too, for two minutes. */
    @Test
    void shouldKeepALineThatOneSideUsesAlone() {
        Node.Line line = node.line();
        for (int i = 0; i < 4; i++) {
            node.seconds(29);
            line.a().send(Node.bytes("still here"));
        }
        node.settle();
        assertThat(line.b().takePayloads()).hasSize(4);
        assertThat(node.totals().live()).isOne();
    }

    /** REQ-8: stricter than what is recommended. */
    @Test
    void shouldDropWhatComesFromAnotherPortOfThePeersAddress() {
        Node.Line line = node.line();
        MemoryHost host = node.network.host(MemoryNetwork.ip4(8, 9, 2, 1));
        line.a().moveTo(host.socket());
        node.latch(line.a());
        line.a().moveTo(host.socket());
        line.a().send(Node.bytes("from next door"));
        node.settle();
        assertThat(line.b().takePayloads()).isEmpty();
        assertThat(node.dropped(DropReason.UNKNOWN_SOURCE)).isOne();
    }

    /** REQ-9: no hairpinning; two peers behind one address need none, as each talks to the middle-man. */
    @Test
    void shouldJoinTwoPeersBehindOneAddress() {
        Node.Line line = node.reserved(0);
        MemoryHost home = node.network.host(MemoryNetwork.ip4(8, 9, 3, 1));
        line.a().moveTo(home.socket());
        line.b().moveTo(home.socket());
        node.latch(line.a());
        node.latch(line.b());
        line.a().send(Node.bytes("neighbour"));
        node.settle();
        assertThat(line.b().takePayloads()).containsExactly("neighbour");
        assertThat(line.b().from().sameAddress(Node.IP4)).isTrue();
    }

    /** REQ-11: one line's translation does not change for what others do. */
    @Test
    void shouldTranslateAlikeWhateverOthersDo() {
        Node.Line line = node.line();
        line.a().send(Node.bytes("alone"));
        node.settle();
        Endpoint shown = line.b().from();
        for (int i = 0; i < 20; i++) {
            Node.Line other = node.line();
            other.a().send(Node.bytes("crowd"));
            other.b().send(KnockType.BYE);
        }
        line.a().send(Node.bytes("in a crowd"));
        node.settle();
        assertThat(line.b().takePayloads()).containsExactly("alone", "in a crowd");
        assertThat(line.b().from()).isEqualTo(shown);
    }
}
