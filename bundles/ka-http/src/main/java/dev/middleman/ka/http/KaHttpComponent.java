package dev.middleman.ka.http;

import dev.middleman.api.ka.KaHandler;
import dev.middleman.api.ka.KaStatus;
import dev.middleman.api.time.Deadlines;
import jakarta.servlet.Servlet;
import java.security.SecureRandom;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.bundle.Requirement;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Wires a {@link KaServlet} and gives it to the HTTP service of the container. Thread-safe. A changed configuration takes effect
 * with a new servlet; one that does not fit changes nothing, and one that says what was said before neither.
 *
 * <p>It is a service so that it can be asked for when its first configuration did not fit.
 */
@Component(
        service = KaHttpComponent.class,
        immediate = true,
        configurationPid = KaHttpComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = KaHttpConfig.class)
@Requirement(namespace = "osgi.implementation", name = "osgi.http", version = "2.0.0")
public final class KaHttpComponent {
    /** Configuration required. */
    public static final String PID = "dev.middleman.ka.http";

    private static final String PATTERN = "osgi.http.whiteboard.servlet.pattern";
    private static final String TARGET = "osgi.http.whiteboard.target";
    private static final String ASYNC = "osgi.http.whiteboard.servlet.asyncSupported";

    private final BundleContext context;
    private final Servers servers;
    private final KaHandler handler;
    private final KaStatus status;
    private final Deadlines deadlines;
    private HttpSettings settings;
    private Optional<StatusFigures> figures = Optional.empty();
    private ServiceRegistration<Servlet> resources;

    @Activate
    public KaHttpComponent(
            KaHttpConfig config,
            BundleContext context,
            @Reference KaHandler handler,
            @Reference KaStatus status,
            @Reference Deadlines deadlines) {
        this.context = context;
        this.servers = new Servers(context, this::serveElsewhere);
        this.handler = handler;
        this.status = status;
        this.deadlines = deadlines;
        this.settings = HttpSettings.of(config);
        context.addBundleListener(servers);
        serve();
    }

    /** @throws IllegalArgumentException for a value that does not fit; what is served stays */
    @Modified
    synchronized void change(KaHttpConfig config) {
        HttpSettings next = HttpSettings.of(config);
        if (next.equals(settings)) {
            return;
        }
        resources.unregister();
        settings = next;
        serve();
    }

    private void serve() {
        if (!settings.statusPage()) {
            dropFigures();
        } else if (figures.isEmpty()) {
            figures = Optional.of(new StatusFigures(status::totals, deadlines));
        }
        Pages pages = Pages.of(figures.map(its -> its::json), settings.demoPage());
        KaServlet servlet = new KaServlet(handler, deadlines, new SecureRandom(), settings, pages);
        resources = context.registerService(Servlet.class, servlet, properties());
    }

    private Dictionary<String, Object> properties() {
        // The slash alone is for paths that nobody has: they get the same refusal.
        String[] patterns = {Route.ROOT + "/*", "/"};
        Hashtable<String, Object> properties = new Hashtable<>(Map.of(PATTERN, patterns, ASYNC, true));
        settings.httpServers().or(servers::ours).ifPresent(filter -> properties.put(TARGET, filter));
        return properties;
    }

    private synchronized void serveElsewhere() {
        if (resources != null) {
            resources.setProperties(properties());
        }
    }

    @Deactivate
    synchronized void stop() {
        context.removeBundleListener(servers);
        resources.unregister();
        resources = null;
        dropFigures();
    }

    private void dropFigures() {
        figures.ifPresent(StatusFigures::close);
        figures = Optional.empty();
    }
}
