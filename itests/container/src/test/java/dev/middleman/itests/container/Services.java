package dev.middleman.itests.container;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;

/** Services as they are now; looked up anew each time, so that nothing is held on to. */
record Services(BundleContext context) {

    private static final long WAIT_SECONDS = 30;

    /** All of a type, the highest ranking first; those that cannot be made are left out. */
    <T> List<T> all(Class<T> type) {
        try {
            return context.getServiceReferences(type, null).stream()
                    .sorted((a, b) -> b.compareTo(a))
                    .map(context::getService)
                    .filter(Objects::nonNull)
                    .toList();
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The one that matches a filter. */
    <T> Optional<T> named(Class<T> type, String filter) {
        try {
            return context.getServiceReferences(type, filter).stream()
                    .findFirst()
                    .map(context::getService);
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The one that a reference would take. */
    <T> T one(Class<T> type) {
        return all(type).stream()
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no service " + type.getName()));
    }

    void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + WAIT_SECONDS + " s: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
