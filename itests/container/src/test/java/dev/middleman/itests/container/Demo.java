package dev.middleman.itests.container;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * The whole of a node at work, in one call: a KA server, three middle-men, two peers, 500 datagrams, the end of the
 * session. Called by JDK types, so that the caller is wired to none of our packages.
 */
final class Demo {

    private static final long WAIT_MS = 20_000;

    private Demo() {}

    /**
     * Plays it.
     *
     * @return the measured facts as JSON, if all of them hold
     */
    static String play(BundleContext context) throws InterruptedException, InvalidSyntaxException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ServiceReference<?> reference = reference(context);
        @SuppressWarnings("unchecked")
        ToIntFunction<PrintStream> demo = (ToIntFunction<PrintStream>) context.getService(reference);
        try {
            int status = demo.applyAsInt(new PrintStream(said, true, StandardCharsets.UTF_8));
            String facts = said.toString(StandardCharsets.UTF_8);
            if (status != 0) {
                throw new AssertionError("the demonstration ended with " + status + ": " + facts);
            }
            return facts;
        } finally {
            context.ungetService(reference);
        }
    }

    /** Services come some time after their bundles. */
    private static ServiceReference<?> reference(BundleContext context)
            throws InterruptedException, InvalidSyntaxException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MS);
        while (System.nanoTime() - end < 0) {
            @SuppressWarnings("rawtypes")
            Collection<ServiceReference<ToIntFunction>> found =
                    context.getServiceReferences(ToIntFunction.class, "(middleman.demo=true)");
            if (!found.isEmpty()) {
                return found.iterator().next();
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new AssertionError("the demonstration's service did not come");
    }
}
