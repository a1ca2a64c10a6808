package dev.middleman.features.launcher;

import java.lang.reflect.Method;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.feature.FeatureConfiguration;

/** Hands configurations to the framework's Configuration Admin, which the launcher knows by name only: its classes are a bundle's. */
final class Configurations {

    private static final String ADMIN = "org.osgi.service.cm.ConfigurationAdmin";
    private static final String ANY_LOCATION = "?";

    private final BundleContext context;
    private final Map<String, FeatureConfiguration> wanted;
    private boolean done;

    Configurations(BundleContext context, Map<String, FeatureConfiguration> wanted) {
        this.context = context;
        this.wanted = wanted;
    }

    /** Does nothing before there is a Configuration Admin, and nothing the second time. */
    void applyOnce() throws BundleException {
        ServiceReference<?> reference = done ? null : find();
        if (reference == null) {
            return;
        }
        done = true;
        try {
            Object admin = context.getService(reference);
            Class<?> type = reference.getBundle().loadClass(ADMIN);
            Class<?> configurationType = reference.getBundle().loadClass("org.osgi.service.cm.Configuration");
            Method update = configurationType.getMethod("update", Dictionary.class);
            for (FeatureConfiguration configuration : wanted.values()) {
                update.invoke(configuration(admin, type, configuration), new Hashtable<>(configuration.getValues()));
            }
        } catch (ReflectiveOperationException failure) {
            throw new BundleException("the configurations are not taken", failure);
        }
    }

    /** Of all: to the launcher it is of a foreign kind. */
    private ServiceReference<?> find() {
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(ADMIN, null);
            return found == null ? null : found[0];
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A factory's configuration is called FACTORY~NAME. */
    private static Object configuration(Object admin, Class<?> type, FeatureConfiguration configuration)
            throws ReflectiveOperationException {
        String pid = configuration.getPid();
        int tilde = pid.indexOf('~');
        return tilde < 0
                ? type.getMethod("getConfiguration", String.class, String.class).invoke(admin, pid, ANY_LOCATION)
                : type.getMethod("getFactoryConfiguration", String.class, String.class, String.class)
                        .invoke(admin, pid.substring(0, tilde), pid.substring(tilde + 1), ANY_LOCATION);
    }

    /** How many were handed over. */
    int applied() {
        return done ? wanted.size() : 0;
    }
}
