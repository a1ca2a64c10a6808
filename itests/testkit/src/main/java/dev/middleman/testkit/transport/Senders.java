package dev.middleman.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Families;
import dev.middleman.testkit.transport.ScriptedHandler.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** Peers that send datagrams of growing length, each to one port of its own, so that a test sees what is lost or overtaken. */
final class Senders {
    /** So many that a kernel which chooses for each of them does not choose the same for all, but once in 2^31 tests. */
    private static final int EACH = 32;

    private final TransportHarness harness;
    private final int[] ports;
    private final List<Sender> senders = new ArrayList<>();
    private int rounds;

    private record Sender(Families family, TestPeer peer) {}

    Senders(TransportHarness harness, List<Families> families, int[] ports) {
        this.harness = harness;
        this.ports = ports;
        for (Families family : families) {
            IntStream.range(0, EACH).forEach(i -> senders.add(new Sender(family, harness.peer(family))));
        }
    }

    int count() {
        return senders.size();
    }

    /** How many datagrams have been sent. */
    int sent() {
        return rounds * senders.size();
    }

    /** Every one of them sends one datagram. */
    void round() {
        rounds++;
        for (int i = 0; i < senders.size(); i++) {
            Sender sender = senders.get(i);
            sender.peer()
                    .send(harness.laneAddress(sender.family()).withPort(ports[i % ports.length]), new byte[rounds]);
        }
    }

    /** Each datagram is there once, and none before one that its sender sent earlier. */
    void assertAllOnceAndInOrder(Collection<Entry> entries) {
        List<Integer> all = IntStream.rangeClosed(1, rounds).boxed().toList();
        for (Sender sender : senders) {
            assertThat(entries.stream()
                            .filter(entry -> entry.source().equals(sender.peer().local()))
                            .map(Entry::length))
                    .isEqualTo(all);
        }
        assertThat(entries).hasSize(sent());
    }
}
