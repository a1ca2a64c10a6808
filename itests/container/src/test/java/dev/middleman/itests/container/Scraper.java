package dev.middleman.itests.container;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** A monitoring system, as far as a node sees one. */
record Scraper(BundleContext context) {

    /** Of a bundle that exports nothing: looked for by its name. */
    private static final String ENDPOINT = "dev.middleman.metrics.MetricsComponent";

    boolean isThere() {
        return reference() != null;
    }

    private ServiceReference<?> reference() {
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(ENDPOINT, null);
            return found == null ? null : found[0];
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    int port() throws ReflectiveOperationException {
        ServiceReference<?> reference = reference();
        Object endpoint = context.getService(reference);
        try {
            return (Integer) endpoint.getClass().getMethod("port").invoke(endpoint);
        } finally {
            context.ungetService(reference);
        }
    }

    /** The whole text, in the OpenMetrics format. */
    static String scrape(int port) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + "/metrics").toURL().openConnection();
        connection.setRequestProperty("Accept", "application/openmetrics-text; version=1.0.0");
        try (InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
