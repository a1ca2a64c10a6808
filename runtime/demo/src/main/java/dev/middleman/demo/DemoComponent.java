package dev.middleman.demo;

import dev.middleman.api.control.ControlClient;
import dev.middleman.wire.WireException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.function.ToIntFunction;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Offers the demonstration as a function from where to print to the exit status: 0 when everything was measured and held.
 * It is a function of JDK types, because the launcher that calls it cannot see a bundle's classes. Framework properties
 * {@code middleman.demo.*} say how: {@code identity} and {@code password} of the KA server, {@code json}, {@code colour}.
 */
@Component(service = ToIntFunction.class, property = "middleman.demo=true")
public final class DemoComponent implements ToIntFunction<PrintStream> {

    private final BundleContext context;
    private final Bundle framework;
    private final ConfigurationAdmin admin;
    private final ControlClient control;

    @Activate
    public DemoComponent(BundleContext context, @Reference ConfigurationAdmin admin, @Reference ControlClient control) {
        this.context = context;
        this.admin = admin;
        this.control = control;
        this.framework = context.getBundle(0);
    }

    @Override
    public int applyAsInt(PrintStream out) {
        boolean json = Boolean.parseBoolean(property("json"));
        Teller teller = json
                ? new JsonTeller(out)
                : new PersonTeller(new Screen(out, Boolean.parseBoolean(property("colour"))));
        try (Stage stage = new Stage(context, admin)) {
            stage.open(property("identity"), property("password"));
            return new Story(stage, control, teller).play().broken().isEmpty() ? 0 : 1;
        } catch (DemoException | IOException | WireException failure) {
            // What fails while everything stops fails because of that.
            if (framework.getState() == Bundle.ACTIVE) {
                System.err.println("demo: " + failure.getMessage());
            }
            return 1;
        }
    }

    private String property(String name) {
        String value = context.getProperty("middleman.demo." + name);
        return value == null ? "" : value;
    }
}
