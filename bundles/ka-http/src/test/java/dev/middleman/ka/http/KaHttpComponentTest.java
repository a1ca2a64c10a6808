package dev.middleman.ka.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.middleman.api.control.Association;
import dev.middleman.api.control.ControlRequest;
import dev.middleman.api.control.Reply;
import dev.middleman.api.ka.KaHandler;
import dev.middleman.api.ka.KaStatus;
import dev.middleman.api.ka.KaTotals;
import dev.middleman.testkit.config.Configurations;
import dev.middleman.testkit.stub.Stubs;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.ServiceRegistration;

/** What a changed configuration does to the servlet that is served. */
@Timeout(60)
class KaHttpComponentTest {
    private final Map<String, Object> given = new HashMap<>();
    private final List<Object> served = new ArrayList<>();
    private final List<Runnable> samples = new ArrayList<>();
    private int samplesBegun;

    private final List<Bundle> bundles = new ArrayList<>();
    private final List<BundleListener> listeners = new ArrayList<>();
    private Object target;

    private final BundleContext context = Stubs.of(BundleContext.class, (method, args) -> switch (method) {
        case "getBundles" -> bundles.toArray(Bundle[]::new);
        case "addBundleListener" -> listeners.add((BundleListener) args[0]);
        case "removeBundleListener" -> listeners.remove(args[0]);
        default -> register(args[1], (Dictionary<?, ?>) args[2]);
    });

    private Object register(Object servlet, Dictionary<?, ?> properties) {
        served.add(servlet);
        target = properties.get("osgi.http.whiteboard.target");
        return Stubs.of(
                ServiceRegistration.class,
                (call, args) -> call.equals("setProperties")
                        ? target = ((Dictionary<?, ?>) args[0]).get("osgi.http.whiteboard.target")
                        : served.remove(servlet));
    }

    private static Bundle bundle(String name, long id) {
        return Stubs.of(Bundle.class, (method, args) -> method.equals("getSymbolicName") ? name : (Object) id);
    }

    private KaHttpConfig config() {
        return Configurations.of(KaHttpConfig.class, given);
    }

    private KaHttpComponent component() {
        return new KaHttpComponent(config(), context, new Nobody(), new Nobody(), (delayNs, task) -> {
            samplesBegun++;
            samples.add(task);
            return () -> samples.remove(task);
        });
    }

    @Test
    void shouldBeServedByTheServerThatComesWithItUnlessItIsToldOtherwise() {
        bundles.add(bundle("org.apache.felix.http.jetty", 5));
        KaHttpComponent component = component();
        assertThat(target).as("by any while that one is not there").isNull();

        Bundle ours = bundle("org.apache.felix.http.jetty12", 7);
        bundles.add(ours);
        listeners.get(0).bundleChanged(new BundleEvent(BundleEvent.INSTALLED, ours));
        assertThat(target).isEqualTo("(service.bundleid=7)");

        given.put("httpServers", "(service.id=*)");
        component.change(config());
        assertThat(target).isEqualTo("(service.id=*)");
        given.remove("httpServers");
        component.change(config());
        assertThat(target).isEqualTo("(service.bundleid=7)");

        bundles.removeIf(bundle -> bundle == ours);
        listeners.get(0).bundleChanged(new BundleEvent(BundleEvent.UNINSTALLED, ours));
        assertThat(target).isNull();
        component.stop();
        assertThat(listeners).isEmpty();
    }

    @Test
    void shouldServeOnWhenAChangeDoesNotFitOrChangesNothing() {
        given.put("allowedOrigins", new String[] {"https://app.example.org"});
        given.put("trustedProxies", new String[] {"192.0.2.0/24"});
        KaHttpComponent component = component();
        List<Object> before = List.copyOf(served);
        assertThat(before).hasSize(1);

        component.change(config());
        given.put("maxWaiting", 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> component.change(config()))
                .withMessage("maxWaiting 0 is not in 1..100000");
        assertThat(served).isEqualTo(before);

        given.put("maxWaiting", 77);
        component.change(config());
        assertThat(served).hasSize(1).doesNotContainAnyElementsOf(before);
        component.stop();
        assertThat(served).isEmpty();
    }

    @Test
    void shouldKeepTheFiguresOfItsPageUntilThatIsTakenAway() {
        given.put("statusPage", true);
        KaHttpComponent component = component();
        given.put("maxWaiting", 77);
        component.change(config());
        assertThat(samplesBegun).isEqualTo(1);

        given.put("statusPage", false);
        component.change(config());
        assertThat(samples).isEmpty();

        given.put("statusPage", true);
        component.change(config());
        assertThat(samplesBegun).as("it begins again").isEqualTo(2);
        component.stop();
        assertThat(samples).isEmpty();
    }

    /** A KA server that nobody asks. */
    private static final class Nobody implements KaHandler, KaStatus {
        @Override
        public void handle(ControlRequest request, Reply reply) {
            throw new AssertionError("nobody asks");
        }

        @Override
        public void gone(Association association) {
            throw new AssertionError("nobody came");
        }

        @Override
        public KaTotals totals() {
            return new KaTotals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        }

        @Override
        public int port() {
            return 0;
        }

        @Override
        public String address() {
            return "";
        }
    }
}
