package dev.middleman.console;

import java.util.Arrays;
import java.util.List;
import org.apache.felix.service.command.Converter;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Lets commands that take a bundle, such as {@code felix:update}, have it by its number or its symbolic name. The interactive shells
 * bring this themselves; without one, as under a service manager, nobody would. Stateless; called on the shells' threads.
 */
@Component(property = Converter.CONVERTER_CLASSES + "=org.osgi.framework.Bundle")
public final class BundleArgument implements Converter {

    private final BundleContext context;

    @Activate
    public BundleArgument(BundleContext context) {
        this.context = context;
    }

    /** {@inheritDoc} A symbolic name that several bundles have means none of them. */
    @Override
    public Object convert(Class<?> wanted, Object given) {
        if (wanted != Bundle.class || !(given instanceof CharSequence)) {
            return null;
        }
        String word = given.toString();
        List<Bundle> meant = Arrays.stream(context.getBundles())
                .filter(bundle ->
                        word.equals(Long.toString(bundle.getBundleId())) || word.equals(bundle.getSymbolicName()))
                .toList();
        return meant.size() == 1 ? meant.get(0) : null;
    }

    @Override
    public CharSequence format(Object value, int level, Converter others) {
        return null;
    }
}
