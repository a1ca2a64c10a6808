package dev.middleman.ka.http;

import dev.middleman.api.ka.KaHandler;
import dev.middleman.api.ka.KaStatus;
import dev.middleman.api.time.Deadlines;
import jakarta.servlet.Servlet;
import java.security.SecureRandom;
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
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Wires a {@link KaServlet} and gives it to the HTTP service of the container. Thread-safe. */
@Component(
        service = {},
        immediate = true,
        configurationPid = KaHttpComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = KaHttpConfig.class)
@Requirement(namespace = "osgi.implementation", name = "osgi.http", version = "2.0.0")
public final class KaHttpComponent {
    /** Configuration required. */
    public static final String PID = "dev.middleman.ka.http";

    private static final String PATTERN = "osgi.http.whiteboard.servlet.pattern";
    private static final String ASYNC = "osgi.http.whiteboard.servlet.asyncSupported";

    private final ServiceRegistration<Servlet> resources;
    private final Optional<StatusFigures> figures;

    @Activate
    public KaHttpComponent(
            KaHttpConfig config,
            BundleContext context,
            @Reference KaHandler handler,
            @Reference KaStatus status,
            @Reference Deadlines deadlines) {
        HttpSettings settings = HttpSettings.of(config);
        this.figures =
                config.statusPage() ? Optional.of(new StatusFigures(status::totals, deadlines)) : Optional.empty();
        Pages pages = Pages.of(figures.map(its -> its::json), config.demoPage());
        KaServlet servlet = new KaServlet(handler, deadlines, new SecureRandom(), settings, pages);
        // The slash alone is for paths that nobody has: they get the same refusal.
        this.resources = register(context, servlet, Route.ROOT + "/*", "/");
    }

    private static ServiceRegistration<Servlet> register(BundleContext context, Servlet servlet, String... patterns) {
        return context.registerService(Servlet.class, servlet, new Hashtable<>(Map.of(PATTERN, patterns, ASYNC, true)));
    }

    @Deactivate
    void stop() {
        resources.unregister();
        figures.ifPresent(StatusFigures::close);
    }
}
