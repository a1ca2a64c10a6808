package dev.middleman.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.TransportException;
import dev.middleman.testkit.transport.ScriptedHandler.Onward;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes wrong and must not matter. */
abstract class FailureCases extends ContractCases {
    private static final Endpoint OTHER_FAMILY = new Endpoint(0, 1, 9);

    FailureCases(Supplier<TransportHarness> harnesses) {
        super(harnesses);
    }

    @BeforeEach
    void needIp4() {
        assume(Families.IP4);
    }

    @Test
    void shouldCountWhatTheSocketDoesNotTake() throws TransportException {
        AtomicInteger reports = new AtomicInteger();
        handler.onFailure = count -> reports.incrementAndGet();
        try (Lane lane = open(Families.IP4, 1)) {
            TestPeer peer = harness.peer(Families.IP4);
            handler.route = entry -> switch (entry.length()) {
                case 1 -> new Onward(entry.localPort(), OTHER_FAMILY);
                case 2 -> new Onward(entry.localPort(), entry.source().withPort(0));
                case 3 -> new Onward(entry.localPort() == 1 ? 2 : 1, entry.source());
                case 4 -> null;
                default -> new Onward(entry.localPort(), entry.source());
            };
            CountDownLatch release = hold(lane);
            for (int length = 1; length <= 5; length++) {
                peer.send(at(lane, Families.IP4, 0), pattern(length, length));
            }
            release.countDown();
            assertThat(peer.receive().payload()).isEqualTo(pattern(5, 5));
            settle(lane);

            assertThat(handler.failedSends).hasValue(3);
            assertThat(reports.get()).isBetween(1, handler.bursts.get());
        }
    }

    @Test
    void shouldReportNothingWhenEverythingWasSent() throws TransportException {
        try (Lane lane = open(Families.IP4, 1)) {
            TestPeer peer = harness.peer(Families.IP4);
            handler.echo();
            peer.send(at(lane, Families.IP4, 0), pattern(5, 5));
            peer.receive();
            settle(lane);
            assertThat(handler.failedSends).hasValue(0);
        }
    }

    @Test
    void shouldSurviveAHandlerThatThrowsAndSendNothingOfThatBurst() throws TransportException {
        try (Lane lane = open(Families.IP4, 1)) {
            TestPeer peer = harness.peer(Families.IP4);
            handler.echo();
            handler.inspect = burst -> {
                if (burst.length(0) == 1) {
                    throw new IllegalStateException("on purpose");
                }
                if (burst.length(0) == 2) {
                    throw new AssertionError("on purpose");
                }
            };
            for (int length = 1; length <= 3; length++) {
                peer.send(at(lane, Families.IP4, 0), pattern(length, length));
                assertThat(handler.next().length()).isEqualTo(length);
                settle(lane);
            }
            assertThat(peer.receive().payload()).isEqualTo(pattern(3, 3));
        }
    }

    @Test
    void shouldSurviveAFailureReportThatThrows() throws TransportException {
        try (Lane lane = open(Families.IP4, 1)) {
            TestPeer peer = harness.peer(Families.IP4);
            handler.onFailure = count -> {
                throw new IllegalStateException("on purpose");
            };
            handler.route = entry -> new Onward(
                    entry.localPort(), entry.length() == 1 ? entry.source().withPort(0) : entry.source());
            peer.send(at(lane, Families.IP4, 0), pattern(1, 1));
            assertThat(handler.next().length()).isOne();
            peer.send(at(lane, Families.IP4, 0), pattern(2, 2));
            assertThat(peer.receive().payload()).isEqualTo(pattern(2, 2));
            assertThat(handler.failedSends).hasValue(1);
        }
    }

    @Test
    void shouldNotMindThatNobodyListensWhereItSends() throws TransportException {
        Endpoint nobody;
        try (Lane gone = open(Families.IP4, 1)) {
            nobody = at(gone, Families.IP4, 0);
        }
        try (Lane lane = open(Families.IP4, 1)) {
            TestPeer peer = harness.peer(Families.IP4);
            handler.route = entry -> new Onward(entry.localPort(), entry.length() == 1 ? nobody : entry.source());
            for (int round = 0; round < 5; round++) {
                peer.send(at(lane, Families.IP4, 0), pattern(1, round));
                peer.send(at(lane, Families.IP4, 0), pattern(2, round));
                assertThat(peer.receive().payload()).isEqualTo(pattern(2, round));
            }
        }
    }
}
