package dev.middleman.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.middleman.api.net.Families;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.TransportException;
import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which ports a lane has. */
abstract class BindingCases extends ContractCases {

    BindingCases(Supplier<TransportHarness> harnesses) {
        super(harnesses);
    }

    @ParameterizedTest
    @EnumSource
    void shouldBindAsManyEphemeralPortsAsAskedAscending(Families families) throws TransportException {
        assumeAll(families);
        try (Lane lane = open(families, 20)) {
            assertThat(lane.ports()).hasSize(20).isSorted().doesNotHaveDuplicates();
            assertThat(Arrays.stream(lane.ports())).allMatch(port -> port > 0 && port < 65_536);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldBindTheListedPortsOnEveryAddress(Families families) throws TransportException {
        assumeAll(families);
        int[] free;
        try (Lane lane = open(families, 3)) {
            free = lane.ports();
        }
        try (Lane lane = open(families, PortPlan.listed(free))) {
            assertThat(lane.ports()).containsExactly(free);
            for (Families family : familiesOf(families)) {
                TestPeer peer = harness.peer(family);
                for (int i = 0; i < free.length; i++) {
                    peer.send(at(lane, family, i), new byte[1]);
                    assertThat(handler.next().localPort()).isEqualTo(free[i]);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldBindAllOrNothingAndNameThePort(Families families) throws TransportException {
        assumeAll(families);
        int[] ports;
        try (Lane lane = open(families, 3)) {
            ports = lane.ports();
        }
        try (Lane holder = open(familiesOf(families).get(familiesOf(families).size() - 1), PortPlan.listed(ports[1]))) {
            assertThat(holder.ports()).containsExactly(ports[1]);
            TransportException refusal =
                    catchThrowableOfType(TransportException.class, () -> open(families, PortPlan.listed(ports)));
            assertThat(refusal).isNotNull().hasMessageContaining(Integer.toString(ports[1]));
            assertThat(refusal.getMessage()).doesNotContain("127.0.0.1").doesNotContain("::1");
            try (Lane others = open(families, PortPlan.listed(ports[0], ports[2]))) {
                assertThat(others.ports()).containsExactly(ports[0], ports[2]);
            }
        }
        try (Lane all = open(families, PortPlan.listed(ports))) {
            assertThat(all.ports()).containsExactly(ports);
        }
    }

    @Test
    void shouldKeepTwoLanesApart() throws TransportException {
        assume(Families.IP4);
        ScriptedHandler otherHandler = new ScriptedHandler();
        try (Lane one = open(Families.IP4, 2);
                Lane other = harness.transport().open(spec(Families.IP4, PortPlan.ephemeral(2)), otherHandler)) {
            TestPeer peer = harness.peer(Families.IP4);
            peer.send(at(one, Families.IP4, 0), new byte[11]);
            peer.send(at(other, Families.IP4, 1), new byte[22]);

            assertThat(handler.next().length()).isEqualTo(11);
            assertThat(otherHandler.next().length()).isEqualTo(22);
        }
        assertThat(handler.entries).isEmpty();
        assertThat(otherHandler.entries).isEmpty();
    }

    @Test
    void shouldHandOutACopyOfThePorts() throws TransportException {
        assume(Families.IP4);
        try (Lane lane = open(Families.IP4, 1)) {
            int port = lane.ports()[0];
            lane.ports()[0] = 0;
            assertThat(lane.ports()).containsExactly(port);
        }
    }
}
