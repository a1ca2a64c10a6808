package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.net.Families;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.HoldResult;
import dev.middleman.api.relay.Refusal;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import dev.middleman.transport.memory.MemoryNetwork;
import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The component as its runtime drives it: constructor, bind, activate, modify, unbind, deactivate. */
class EngineComponentTest {
    private final MemoryNetwork network = MemoryNetwork.announced();
    private final PortClaims claims = new PortClaims();
    private final Map<String, Relay> registered = new HashMap<>();
    private final ConfigOf config = ConfigOf.aNode().with("maxSessions", 100);

    private EngineComponent component() {
        return new EngineComponent(config.config(), network.clock(), claims, null);
    }

    private BundleContext context() {
        return (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, args) -> {
                    assertThat(method.getName()).isEqualTo("registerService");
                    String name = (String) ((Dictionary<?, ?>) args[2]).get("middleman.name");
                    registered.put(name, (Relay) args[1]);
                    return Proxy.newProxyInstance(
                            getClass().getClassLoader(),
                            new Class<?>[] {ServiceRegistration.class},
                            (registration, called, none) -> registered.remove(name));
                });
    }

    private static final class Failing implements Transport {
        @Override
        public String name() {
            return "failing";
        }

        @Override
        public Lane open(LaneSpec spec, BurstHandler handler) throws TransportException {
            throw new TransportException("port " + spec.ports() + " is in use");
        }
    }

    private HoldResult hold() {
        var stage = registered
                .get("m1")
                .hold(new HoldRequest(0, Families.IP4, 0, 3))
                .toCompletableFuture();
        network.clock().advance(1_000_000);
        return stage.join();
    }

    @Test
    void shouldRegisterTheRelayUnderItsNameAndServe() throws Exception {
        EngineComponent component = component();
        component.bindTransport(network.transport());
        assertThat(registered).isEmpty();
        component.start(context());
        assertThat(registered).containsOnlyKeys("m1");
        assertThat(hold()).isInstanceOf(HoldResult.Held.class);
        component.onTick(network.clock().nowNs());
        component.onClockJump(1);
        component.stop();
        assertThat(registered).isEmpty();
        assertThat(claims).satisfies(free -> free.claim(config.settings()));
    }

    @Test
    void shouldServeWhenATransportComesLater() throws Exception {
        EngineComponent component = component();
        component.start(context());
        assertThatThrownBy(() -> component.bindTransport(new Failing())).hasMessageContaining("is in use");
        assertThat(registered).as("a node without ports is no middle-man").isEmpty();
        component.bindTransport(network.transport());
        assertThat(hold()).isInstanceOf(HoldResult.Held.class);
        component.unbindTransport(network.transport());
        assertThat(hold()).isEqualTo(new HoldResult.Refused(Refusal.NOT_READY, 2));
        component.stop();
    }

    @Test
    void shouldFailToActivateWhenAPortIsTakenAndLeaveNothingBehind() throws Exception {
        EngineComponent component = component();
        component.bindTransport(new Failing());
        assertThatThrownBy(() -> component.start(context()))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("is in use");
        assertThat(registered).isEmpty();
        EngineComponent again = component();
        again.bindTransport(network.transport());
        again.start(context());
        assertThat(hold()).isInstanceOf(HoldResult.Held.class);
        again.stop();
    }

    @Test
    void shouldComeBackWhenTheNewTransportCanBindOnlyAfterTheOldOneLeft() throws Exception {
        EngineComponent component = component();
        component.bindTransport(network.transport());
        component.start(context());
        boolean[] free = {false};
        Transport late = new Transport() {
            @Override
            public String name() {
                return "late";
            }

            @Override
            public Lane open(LaneSpec spec, BurstHandler handler) throws TransportException {
                if (!free[0]) {
                    throw new TransportException("not yet");
                }
                return network.transport().open(spec, handler);
            }
        };
        assertThatThrownBy(() -> component.bindTransport(late)).hasMessage("not yet");
        assertThat(hold()).as("the old one serves on").isInstanceOf(HoldResult.Held.class);
        free[0] = true;
        component.unbindTransport(network.transport());
        assertThat(hold()).isInstanceOf(HoldResult.Held.class);
        component.stop();
    }

    @Test
    void shouldChangeWhatCanChangeAndRefuseTheRest() throws Exception {
        EngineComponent component = component();
        component.bindTransport(network.transport());
        component.start(context());
        component.change(config.with("drain", true).config());
        assertThat(hold()).isEqualTo(new HoldResult.Refused(Refusal.DRAINING, 120));
        component.change(config.with("drain", false).with("idleSeconds", 30).config());
        assertThat(hold()).isInstanceOf(HoldResult.Held.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        component.change(config.with("ports", "30000-30010").config()))
                .withMessageContaining("m1")
                .withMessageContaining("make a new one");
        assertThat(hold()).isInstanceOf(HoldResult.Held.class);
        component.stop();
    }

    @Test
    void shouldNotStartOnABadConfiguration() {
        config.with("ports", "21023-20000");
        assertThatIllegalArgumentException().isThrownBy(this::component).withMessageContaining("ports \"21023-20000\"");
    }
}
