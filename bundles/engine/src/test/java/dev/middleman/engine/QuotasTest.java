package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.relay.DropReason;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.relay.Refusal;
import dev.middleman.engine.shard.Terms;
import dev.middleman.transport.memory.MemoryHost;
import dev.middleman.transport.memory.MemoryNetwork;
import dev.middleman.wire.knock.KnockType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuotasTest {

    private static Quotas sessions(int max) {
        return new Quotas(max, 20_000, 5_000, 64, 50, 5, 20_000);
    }

    @Test
    void shouldRefuseWhenFullAndServeAgainWhenASessionEnds() {
        try (Node node = new Node(sessions(10), 3, "20000-20063")) {
            List<Handle> handles = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                handles.add(node.hold());
            }
            assertThat(node.refusalOf(0)).isEqualTo(Refusal.FULL);
            node.now(node.engine.release(handles.get(4)));
            assertThat(node.refusalOf(0)).isNull();
            assertThat(node.refusalOf(0)).isEqualTo(Refusal.FULL);
            assertThat(node.totals().refused()).isEqualTo(2);
        }
    }

    @Test
    void shouldKeepOneOwnerToItsShareOnceThereIsAnother() {
        try (Node node = new Node(sessions(20), 1, "20000-20063")) {
            for (int i = 0; i < 12; i++) {
                node.line(1);
            }
            node.line(2);
            assertThat(node.refusalOf(1)).as("12 of 20").isEqualTo(Refusal.OWNER_SHARE);
            assertThat(node.refusalOf(2)).isNull();
        }
    }

    @Test
    void shouldKeepOneOwnerToItsShareFromTheStartWhenMoreAreConfigured() {
        try (Node node = new Node(Node.settings(sessions(20), 1, "20000-20063", 2, new Terms(60, 86_400)))) {
            for (int i = 0; i < 10; i++) {
                node.line(1);
            }
            assertThat(node.refusalOf(1)).isEqualTo(Refusal.OWNER_SHARE);
            assertThat(node.refusalOf(2)).isNull();
        }
    }

    @Test
    void shouldLimitHoldsAndReservationsThatNobodyCameTo() {
        try (Node node = new Node(sessions(400), 2, "20000-20063")) {
            Node.Line line = node.reserved(7);
            for (int i = 0; i < 19; i++) {
                node.hold(7);
            }
            assertThat(node.refusalOf(7)).as("5 % of 400").isEqualTo(Refusal.OWNER_PENDING);
            node.latch(line.a());
            assertThat(node.refusalOf(7)).as("one is no longer pending").isNull();
            assertThat(node.refusalOf(7)).isEqualTo(Refusal.OWNER_PENDING);
            node.seconds(12);
            assertThat(node.refusalOf(7)).as("holds expired").isNull();
        }
    }

    @Test
    void shouldLetASmallNodeHoldSome() {
        assertThat(sessions(20).pendingShare()).isEqualTo(16);
        assertThat(sessions(10_000).pendingShare()).isEqualTo(500);
        assertThat(sessions(1).ownerShare()).isEqualTo(1);
    }

    @Test
    void shouldLatchAtMost64LegsOfOneSource() {
        try (Node node = new Node(sessions(200), 2, "20000-20127")) {
            MemoryHost host = node.network.host(MemoryNetwork.ip4(8, 8, 8, 8));
            List<TestPeer> latched = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                latched.add(latchFrom(host, node));
            }
            assertThat(node.dropped(DropReason.KNOCK_OVER_QUOTA)).isZero();
            TestPeer tooMany = latchFrom(host, node);
            assertThat(node.dropped(DropReason.KNOCK_OVER_QUOTA)).isEqualTo(1);
            assertThat(tooMany.takeAnswers()).containsExactly(KnockType.CHALLENGE);
            latchFrom(node.network.host(MemoryNetwork.ip4(8, 8, 8, 9)), node);
            assertThat(node.dropped(DropReason.KNOCK_OVER_QUOTA)).isEqualTo(1);

            latched.get(3).moveTo(host.socket());
            node.latch(latched.get(3));
            assertThat(node.dropped(DropReason.KNOCK_OVER_QUOTA))
                    .as("rebinding within the source")
                    .isEqualTo(1);
            latched.get(3).send(KnockType.BYE);
            node.settle();
            node.latch(tooMany);
            assertThat(tooMany.takeAnswers()).endsWith(KnockType.OK);
        }
    }

    private static TestPeer latchFrom(MemoryHost host, Node node) {
        Node.Line line = node.reserved(0);
        line.a().moveTo(host.socket());
        node.latch(line.a());
        return line.a();
    }

    @Test
    void shouldDropWhatIsOverTheDatagramRate() {
        try (Node node = new Node(new Quotas(10, 20_000, 100, 64, 50, 5, 20_000), 1, "20000-20063")) {
            Node.Line line = node.line();
            for (int i = 0; i < 70; i++) {
                line.a().send(Node.bytes("x"));
            }
            node.settle();
            assertThat(line.b().takePayloads()).hasSize(50);
            assertThat(node.dropped(DropReason.RATE_DATAGRAMS)).isEqualTo(20);
            node.seconds(0.1);
            for (int i = 0; i < 20; i++) {
                line.b().send(Node.bytes("x"));
            }
            node.settle();
            assertThat(line.a().takePayloads())
                    .as("both directions draw on one bucket")
                    .hasSizeBetween(10, 11);
        }
    }

    @Test
    void shouldDropWhatIsOverTheBandwidth() {
        try (Node node = new Node(new Quotas(10, 80, 5_000, 64, 50, 5, 20_000), 1, "20000-20063")) {
            Node.Line line = node.line();
            for (int i = 0; i < 10; i++) {
                line.a().send(new byte[1_000]);
            }
            node.settle();
            assertThat(line.b().takePayloads()).hasSize(5);
            assertThat(node.dropped(DropReason.RATE_BYTES)).isEqualTo(5);
        }
    }

    @Test
    void shouldChargeATrainForEachOfItsSegments() {
        try (Node node = new Node(new Quotas(10, 20_000, 100, 64, 50, 5, 20_000), 1, "20000-20063")) {
            Node.Line line = node.line();
            line.a().sendTrain(10, new byte[500]);
            line.a().sendTrain(10, new byte[30]);
            node.settle();
            assertThat(line.b().takePayloads()).hasSize(50);
            assertThat(node.totals().forwarded()).isEqualTo(50);
            assertThat(node.dropped(DropReason.RATE_DATAGRAMS)).isEqualTo(3);
        }
    }

    @Test
    void shouldCheckSixteenMacsASecondForALegAndKeepThoseOfItsOwnAddressApart() {
        try (Node node = new Node()) {
            Node.Line line = node.line();
            node.seconds(1.1);
            TestPeer copy = new TestPeer(
                    node.network.host(MemoryNetwork.ip4(8, 8, 8, 8)).socket(),
                    line.a().grant(),
                    Node.IP4);
            for (int i = 0; i < 40; i++) {
                copy.send(copy.frame(KnockType.KEEP, 0, 1_000 + i, 0));
            }
            node.settle();
            assertThat(copy.takeAnswers()).hasSize(16).containsOnly(KnockType.CHALLENGE);
            assertThat(node.dropped(DropReason.KNOCK_OVER_QUOTA)).isEqualTo(24);

            line.a().send(KnockType.KEEP);
            node.settle();
            assertThat(line.a().takeAnswers()).as("not starved by the flood").containsExactly(KnockType.OK);
            node.seconds(1.1);
            copy.send(copy.frame(KnockType.KEEP, 0, 2_000, 0));
            node.settle();
            assertThat(copy.takeAnswers()).hasSize(1);
        }
    }

    @Test
    void shouldLimitTheMacChecksOfStrangersInAShard() {
        try (Node node = new Node(new Quotas(100, 20_000, 5_000, 64, 50, 100, 20), 1, "20000-20063")) {
            Node.Line latched = node.line();
            node.seconds(2);
            int challenged = 0;
            for (int i = 0; i < 30; i++) {
                Node.Line line = node.reserved(0);
                line.a().send(KnockType.KNOCK);
                node.settle();
                challenged += line.a().takeAnswers().size();
            }
            assertThat(challenged).isBetween(20, 22);
            assertThat(node.dropped(DropReason.KNOCK_OVER_QUOTA)).isEqualTo(30 - challenged);
            latched.a().send(KnockType.KEEP);
            node.settle();
            assertThat(latched.a().takeAnswers()).containsExactly(KnockType.OK);
        }
    }
}
