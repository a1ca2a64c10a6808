package dev.middleman.launcher;

import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * The services of a container, asked without their types: the launcher cannot see the bundles' classes. Thread-safe.
 *
 * @param context the framework's own
 */
record Services(BundleContext context) {

    /** All of a type, in any order. */
    List<ServiceReference<?>> all(String type) {
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(type, null);
            return found == null ? List.of() : List.of(found);
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Calls a method without arguments by its name. */
    Object ask(ServiceReference<?> reference, String type, String method) {
        Object service = context.getService(reference);
        try {
            return call(service, type, method);
        } finally {
            context.ungetService(reference);
        }
    }

    /**
     * Calls a method without arguments by its name.
     *
     * @param type an interface or a record that is public, as its own class need not be
     */
    static Object call(Object target, String type, String method) {
        if (target == null) {
            throw new Failure(type + " went while it was asked");
        }
        try {
            Class<?> contract = target.getClass().getClassLoader().loadClass(type);
            return contract.getMethod(method).invoke(target);
        } catch (ReflectiveOperationException mismatch) {
            throw new Failure(type + " does not say its " + method, mismatch);
        }
    }
}
