package dev.middleman.mend;

import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.ComponentConstants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;

/** Parts of ours that could not be made, as the component runtime tells of them now. Keeps nothing. Thread-safe. */
record RefusedParts(BundleContext context, ServiceComponentRuntime runtime) {
    private static final String OURS = "dev.middleman.";

    /** Whether a part that this configuration is for could not be made. */
    boolean has(String pid) {
        return of(pid).findAny().isPresent();
    }

    /** Asks for them, which makes them. Those that refuse again say so themselves. */
    void ask(String pid) {
        try {
            of(pid).forEach(this::ask);
        } catch (IllegalStateException stopped) {
            // so is this bundle
        }
    }

    private Stream<ComponentConfigurationDTO> of(String pid) {
        return runtime.getComponentDescriptionDTOs().stream()
                .filter(part -> part.bundle.symbolicName.startsWith(OURS))
                .flatMap(part -> runtime.getComponentConfigurationDTOs(part).stream())
                .filter(one -> one.state == ComponentConfigurationDTO.FAILED_ACTIVATION)
                .filter(one -> pid.equals(one.properties.get(Constants.SERVICE_PID)));
    }

    private void ask(ComponentConfigurationDTO part) {
        try {
            ServiceReference<?>[] services =
                    context.getAllServiceReferences(null, "(" + ComponentConstants.COMPONENT_ID + "=" + part.id + ")");
            for (ServiceReference<?> service : services == null ? new ServiceReference<?>[0] : services) {
                if (context.getService(service) != null) {
                    context.ungetService(service);
                }
            }
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
