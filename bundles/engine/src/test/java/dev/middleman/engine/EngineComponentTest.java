package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.net.Families;
import dev.middleman.api.relay.Drain;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.HoldResult;
import dev.middleman.api.relay.Refusal;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.relay.Swap;
import dev.middleman.api.relay.TransportChoice;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import dev.middleman.engine.table.DirectMemory;
import dev.middleman.testkit.stub.Stubs;
import dev.middleman.transport.memory.MemoryNetwork;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;

/** The component as its runtime drives it: constructor, bind, activate, modify, unbind, deactivate. */
class EngineComponentTest {
    private final MemoryNetwork network = MemoryNetwork.announced();
    private final PortClaims claims = new PortClaims();
    private final Map<String, Relay> registered = new HashMap<>();
    private final Map<String, TransportChoice> choices = new HashMap<>();
    private final Map<String, Drain> drains = new HashMap<>();
    private final Set<Object> listeners = new HashSet<>();
    private long nextId = 1;
    private final ConfigOf config = ConfigOf.aNode().with("maxSessions", 100);

    private EngineComponent component() {
        return new EngineComponent(config.config(), network.clock(), claims, new DirectMemory());
    }

    private BundleContext context() {
        return Stubs.of(BundleContext.class, (method, args) -> {
            if (method.endsWith("BundleListener")) {
                assertThat(method.startsWith("add") ? listeners.add(args[0]) : listeners.remove(args[0]))
                        .isTrue();
                return null;
            }
            assertThat(method).isEqualTo("registerService");
            String name = (String) ((Dictionary<?, ?>) args[2]).get("middleman.name");
            Runnable unregister = note(name, args[1]);
            return Stubs.of(ServiceRegistration.class, (called, none) -> {
                unregister.run();
                return null;
            });
        });
    }

    /** As the container tells synchronous listeners before it stops the first bundle. */
    private void stopping(long bundleId) {
        Bundle bundle = Stubs.of(Bundle.class, (method, args) -> bundleId);
        List.copyOf(listeners).forEach(listener -> ((SynchronousBundleListener) listener)
                .bundleChanged(new BundleEvent(BundleEvent.STOPPING, bundle)));
    }

    private Runnable note(String name, Object service) {
        if (service instanceof TransportChoice choice) {
            choices.put(name, choice);
            return () -> choices.remove(name);
        }
        if (service instanceof Drain drain) {
            drains.put(name, drain);
            return () -> drains.remove(name);
        }
        registered.put(name, (Relay) service);
        return () -> registered.remove(name);
    }

    /** Properties of a service; each one is younger than those before it. */
    private Map<String, Object> ranking(int ranking) {
        return Map.of("service.ranking", ranking, "service.id", nextId++);
    }

    /** The same network under another name. */
    private Transport named(String name) {
        return new Transport() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Lane open(LaneSpec spec, BurstHandler handler) throws TransportException {
                return network.transport().open(spec, handler);
            }
        };
    }

    private static final class Failing implements Transport {
        @Override
        public String name() {
            return "failing";
        }

        @Override
        public Lane open(LaneSpec spec, BurstHandler handler) throws TransportException {
            throw new TransportException(
                    "port " + ((PortPlan.Listed) spec.ports()).ports().get(0) + " is in use");
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
        component.bindTransport(network.transport(), ranking(0));
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
    void shouldEndWhileItHasItsTransportWhenTheContainerStops() throws Exception {
        EngineComponent component = component();
        component.bindTransport(network.transport(), ranking(0));
        component.start(context());
        stopping(7);
        assertThat(registered).as("another bundle stops").containsOnlyKeys("m1");

        stopping(Constants.SYSTEM_BUNDLE_ID);

        assertThat(registered).isEmpty();
        assertThat(listeners).isEmpty();
        claims.claim(config.settings());
        component.unbindTransport(network.transport());
        component.stop();
        assertThatThrownBy(() -> claims.claim(config.settings()))
                .as("what others claimed since is not given back")
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldServeWhenATransportComesLater() throws Exception {
        EngineComponent component = component();
        component.start(context());
        assertThatThrownBy(() -> component.bindTransport(new Failing(), ranking(1)))
                .hasMessageContaining("is in use");
        assertThat(registered).as("a node without ports is no middle-man").isEmpty();
        component.bindTransport(network.transport(), ranking(0));
        assertThat(hold()).isInstanceOf(HoldResult.Held.class);
        assertThatThrownBy(() -> component.unbindTransport(network.transport())).hasMessageContaining("is in use");
        assertThat(hold()).isEqualTo(new HoldResult.Refused(Refusal.NOT_READY, 2));
        component.stop();
    }

    @Test
    void shouldFailToActivateWhenAPortIsTakenAndLeaveNothingBehind() throws Exception {
        EngineComponent component = component();
        component.bindTransport(new Failing(), ranking(0));
        assertThatThrownBy(() -> component.start(context()))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("is in use");
        assertThat(registered).isEmpty();
        EngineComponent again = component();
        again.bindTransport(network.transport(), ranking(0));
        again.start(context());
        assertThat(hold()).isInstanceOf(HoldResult.Held.class);
        again.stop();
    }

    @Test
    void shouldComeBackWhenTheNewTransportCanBindOnlyAfterTheOldOneLeft() throws Exception {
        EngineComponent component = component();
        component.bindTransport(network.transport(), ranking(0));
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
        assertThatThrownBy(() -> component.bindTransport(late, ranking(1))).hasMessage("not yet");
        assertThat(hold()).as("the old one serves on").isInstanceOf(HoldResult.Held.class);
        free[0] = true;
        component.unbindTransport(network.transport());
        assertThat(hold()).isInstanceOf(HoldResult.Held.class);
        component.stop();
        assertThat(drains).isEmpty();
    }

    @Test
    void shouldServeOnTheBestTransportAndMoveAsTheyComeAndGo() throws Exception {
        EngineComponent component = component();
        Transport low = named("low");
        Transport high = named("high");
        component.bindTransport(low, ranking(10));
        component.start(context());
        assertThat(choices.get("m1").inUse()).contains("low");
        component.bindTransport(high, ranking(20));
        assertThat(choices.get("m1").offered()).containsExactly("high", "low");
        assertThat(choices.get("m1").inUse()).contains("high");
        component.unbindTransport(high);
        assertThat(choices.get("m1").inUse()).contains("low");
        component.unbindTransport(low);
        assertThat(choices.get("m1").inUse()).isEmpty();
        component.stop();
        assertThat(choices).isEmpty();
    }

    @Test
    void shouldStayWithTheTransportThatWasAskedForUntilItGoes() throws Exception {
        EngineComponent component = component();
        Transport low = named("low");
        component.bindTransport(low, ranking(10));
        component.bindTransport(named("middle"), ranking(20));
        component.start(context());
        TransportChoice choice = choices.get("m1");
        assertThat(choice.use("low"))
                .contains(new Swap("middle", "low", 0, Swap.Way.STEERED, 0))
                .isEqualTo(choice.last());
        assertThat(choice.use("low")).isEmpty();
        component.bindTransport(named("high"), ranking(30));
        assertThat(choice.inUse()).contains("low");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> choice.use("nosuch"))
                .withMessage("transport \"nosuch\" is not one of [high, middle, low]");
        component.unbindTransport(low);
        assertThat(choice.inUse()).contains("high");
        component.stop();
    }

    @Test
    void shouldServeOnTheNextBestWhenTheBestCannotBind() throws Exception {
        EngineComponent component = component();
        component.bindTransport(new Failing(), ranking(30));
        component.bindTransport(named("low"), ranking(10));
        component.start(context());
        assertThat(choices.get("m1").inUse()).contains("low");
        assertThatThrownBy(() -> choices.get("m1").use("failing")).hasMessageContaining("is in use");
        assertThat(choices.get("m1").inUse()).contains("low");
        component.stop();
    }

    @Test
    void shouldChangeWhatCanChangeAndRefuseTheRest() throws Exception {
        EngineComponent component = component();
        component.bindTransport(network.transport(), ranking(0));
        component.start(context());
        component.change(config.with("drain", true).config());
        assertThat(hold()).isEqualTo(new HoldResult.Refused(Refusal.DRAINING, 120));
        assertThat(drains.get("m1").secondsLeft()).hasValue(120);
        component.change(config.with("drain", false).with("idleSeconds", 30).config());
        assertThat(hold()).isInstanceOf(HoldResult.Held.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        component.change(config.with("ports", "30000-30010").config()))
                .withMessageContaining("m1")
                .withMessageContaining("make a new one");
        assertThat(hold()).isInstanceOf(HoldResult.Held.class);
        component.stop();
        assertThat(drains).isEmpty();
    }

    @Test
    void shouldNotStartOnABadConfiguration() {
        config.with("ports", "21023-20000");
        assertThatIllegalArgumentException().isThrownBy(this::component).withMessageContaining("ports \"21023-20000\"");
    }
}
