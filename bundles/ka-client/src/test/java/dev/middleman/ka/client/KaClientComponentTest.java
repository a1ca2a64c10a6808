package dev.middleman.ka.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.ka.Registrations.Registration;
import dev.middleman.api.ka.Registrations.State;
import dev.middleman.testkit.config.Configurations;
import dev.middleman.transport.memory.VirtualClock;
import dev.middleman.wire.control.RefreshMiddleman;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In virtual time; but a change waits for its farewells in real time, half a second each. */
@Timeout(20)
class KaClientComponentTest {

    private final VirtualClock clock = new VirtualClock();
    private final FakeKa.Network network = new FakeKa.Network();
    private final FakeKa ka = new FakeKa(clock, network, 1);
    private KaClientComponent component;

    @BeforeEach
    void register() {
        component = new KaClientComponent(config(Map.of()), new FakeRelay(), network, clock, clock);
        pass(1);
        assertThat(ka.registrations).hasSize(1);
    }

    private KaClientConfig config(Map<String, Object> more) {
        Map<String, Object> given = new HashMap<>(more);
        given.put("servers", new String[] {ka.address.text()});
        return Configurations.of(KaClientConfig.class, given);
    }

    private void pass(double seconds) {
        clock.advance((long) (seconds * 1e9));
    }

    @Test
    void shouldRegisterAnewWithAChangedConfigurationOnly() {
        component.change(config(Map.of()));
        pass(1);
        assertThat(ka.registrations).hasSize(1);
        assertThat(ka.left).isZero();

        component.change(config(Map.of("operator", "us")));
        pass(1);
        assertThat(ka.registrations).hasSize(2);
        assertThat(ka.registrations.get(1).operator()).isEqualTo("us");
        assertThat(component.servers()).extracting(Registration::state).containsExactly(State.REGISTERED);
    }

    @Test
    void shouldDrainOnWithAChangedConfiguration() {
        component.drain(true);
        pass(1);
        assertThat(ka.refreshes).hasSize(1).allMatch(RefreshMiddleman::drain);

        component.change(config(Map.of("operator", "us")));
        pass(1);
        assertThat(ka.registrations).hasSize(2);
        assertThat(ka.refreshes).hasSize(2).allMatch(RefreshMiddleman::drain);
    }

    @Test
    void shouldSayThatItDrainsToAServerThatForgotIt() {
        component.drain(true);
        pass(1);

        ka.restart();
        pass(120);

        assertThat(ka.registrations).hasSize(2);
        assertThat(ka.refreshes).hasSizeGreaterThan(1).allMatch(RefreshMiddleman::drain);
    }

    @Test
    void shouldTakeSessionsAgainAfterAChangeOnceTheDrainIsOver() {
        component.drain(true);
        pass(1);
        component.drain(false);
        component.change(config(Map.of("operator", "us")));
        pass(65);

        assertThat(ka.registrations).hasSize(2);
        assertThat(ka.refreshes.get(ka.refreshes.size() - 1).drain()).isFalse();
    }
}
