package dev.middleman.mend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.time.Deadlines;
import dev.middleman.testkit.stub.Stubs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.dto.BundleDTO;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Who is asked for, and when, by a component runtime that only tells. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class MenderTest {
    private static final String PID = "dev.middleman.some";

    private final ComponentConfigurationDTO part = new ComponentConfigurationDTO();
    private final ComponentDescriptionDTO description = new ComponentDescriptionDTO();
    private final List<Runnable> due = new ArrayList<>();
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final Deadlines deadlines = (delayNs, task) -> {
        due.add(task);
        return () -> due.remove(task);
    };
    private final Mender mender = new Mender(context(), runtime(), deadlines);

    MenderTest() {
        part.id = 77;
        part.state = ComponentConfigurationDTO.FAILED_ACTIVATION;
        part.properties = Map.of("service.pid", PID);
        description.bundle = new BundleDTO();
        description.bundle.symbolicName = "dev.middleman.some";
    }

    private BundleContext context() {
        return Stubs.of(BundleContext.class, (method, args) -> switch (method) {
            case "getAllServiceReferences" -> {
                asked.add((String) args[1]);
                yield new ServiceReference<?>[] {Stubs.of(ServiceReference.class, (name, nothing) -> null)};
            }
            default -> null;
        });
    }

    private ServiceComponentRuntime runtime() {
        return Stubs.of(ServiceComponentRuntime.class, (method, args) -> switch (method) {
            case "getComponentDescriptionDTOs" -> List.of(description);
            case "getComponentConfigurationDTOs" -> List.of(part);
            default -> throw new AssertionError(method);
        });
    }

    @SuppressWarnings("unchecked") // a stub knows no type arguments
    private void changed(String pid, int type) {
        ServiceReference<ConfigurationAdmin> admin = Stubs.of(ServiceReference.class, (method, args) -> null);
        mender.configurationEvent(new ConfigurationEvent(admin, type, null, pid));
    }

    @Test
    void shouldAskForARefusedPartWhoseConfigurationChanged() throws Exception {
        changed(PID, ConfigurationEvent.CM_UPDATED);
        assertThat(asked).as("before the runtime may know").isEmpty();

        due.get(0).run();
        assertThat(asked.take()).isEqualTo("(component.id=77)");
    }

    @Test
    void shouldAskForNobodyElse() {
        changed("dev.middleman.other", ConfigurationEvent.CM_UPDATED);
        changed(PID, ConfigurationEvent.CM_DELETED);
        part.state = ComponentConfigurationDTO.ACTIVE;
        changed(PID, ConfigurationEvent.CM_UPDATED);
        part.state = ComponentConfigurationDTO.FAILED_ACTIVATION;
        description.bundle.symbolicName = "org.example.some";
        changed(PID, ConfigurationEvent.CM_UPDATED);
        assertThat(due).isEmpty();
    }

    @Test
    void shouldAskNoMoreOnceThePartIsThere() {
        changed(PID, ConfigurationEvent.CM_UPDATED);
        part.state = ComponentConfigurationDTO.ACTIVE;
        new RefusedParts(context(), runtime()).ask(PID);
        assertThat(asked).isEmpty();
    }

    @Test
    void shouldForgetWhatIsPlannedWhenThereIsAnotherChangeAndWhenItStops() {
        changed(PID, ConfigurationEvent.CM_UPDATED);
        int once = due.size();
        changed(PID, ConfigurationEvent.CM_UPDATED);
        assertThat(due).hasSize(once);
        mender.stop();
        assertThat(due).isEmpty();
    }
}
