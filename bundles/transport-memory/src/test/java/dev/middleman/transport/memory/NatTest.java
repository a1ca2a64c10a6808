package dev.middleman.transport.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NatTest {
    private static final Endpoint OUTSIDE = MemoryNetwork.ip4(198, 51, 100, 77);

    private final MemoryNetwork network = MemoryNetwork.announced();
    private final MemoryHost server = network.host(MemoryNetwork.ip4(203, 0, 113, 1));
    private final MemorySocket contacted = server.socket();
    private final MemorySocket otherPort = server.socket();
    private final MemorySocket otherHost =
            network.host(MemoryNetwork.ip4(203, 0, 113, 2)).socket();

    @ParameterizedTest
    @EnumSource
    void shouldLetAnswersInAndHideTheInnerAddress(NatType type) {
        MemorySocket inner = inner(network.nat(type, OUTSIDE));
        Endpoint seen = seenBy(contacted, inner);

        assertThat(seen.sameAddress(OUTSIDE)).isTrue();
        assertThat(gets(inner, contacted, seen)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void shouldFilterByItsType(NatType type) {
        MemorySocket inner = inner(network.nat(type, OUTSIDE));
        Endpoint seen = seenBy(contacted, inner);

        assertThat(gets(inner, otherPort, seen))
                .isEqualTo(type == NatType.FULL_CONE || type == NatType.ADDRESS_RESTRICTED);
        assertThat(gets(inner, otherHost, seen)).isEqualTo(type == NatType.FULL_CONE);
    }

    @ParameterizedTest
    @EnumSource
    void shouldMapPerDestinationOnlyWhenSymmetric(NatType type) {
        MemorySocket inner = inner(network.nat(type, OUTSIDE));

        boolean same = seenBy(contacted, inner).equals(seenBy(otherHost, inner));

        assertThat(same).isEqualTo(type != NatType.SYMMETRIC);
    }

    @ParameterizedTest
    @EnumSource
    void shouldUseAnotherPortAfterRebinding(NatType type) {
        Nat nat = network.nat(type, OUTSIDE);
        MemorySocket inner = inner(nat);
        Endpoint before = seenBy(contacted, inner);

        nat.rebind();

        assertThat(gets(inner, contacted, before)).isFalse();
        Endpoint after = seenBy(contacted, inner);
        assertThat(after).isNotEqualTo(before);
        assertThat(gets(inner, contacted, after)).isTrue();
    }

    @Test
    void shouldTranslateTwiceWhenNested() {
        Nat carrier = network.nat(NatType.PORT_RESTRICTED, OUTSIDE);
        MemorySocket inner = inner(carrier.nat(NatType.SYMMETRIC, MemoryNetwork.ip4(100, 64, 0, 2)));

        Endpoint seen = seenBy(contacted, inner);

        assertThat(seen.sameAddress(OUTSIDE)).isTrue();
        assertThat(gets(inner, contacted, seen)).isTrue();
    }

    private static MemorySocket inner(Nat nat) {
        return nat.host(MemoryNetwork.ip4(192, 168, 1, 2)).socket();
    }

    private Endpoint seenBy(MemorySocket server, MemorySocket inner) {
        inner.send(server.local(), new byte[0]);
        network.clock().advance(1_000_000);
        return server.receive().source();
    }

    private boolean gets(MemorySocket inner, MemorySocket from, Endpoint at) {
        from.send(at, new byte[] {1});
        network.clock().advance(1_000_000);
        return inner.receive() != null;
    }
}
