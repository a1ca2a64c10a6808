package dev.middleman.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * The same samples in both formats. Immutable; nobody changes the arrays.
 *
 * @param openMetrics OpenMetrics 1.0.0
 * @param plain the older text format, for scrapers that do not ask for the other
 */
record Page(byte[] openMetrics, byte[] plain) {
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final ExpositionFormatWriter OPEN_METRICS_WRITER =
            OpenMetricsTextFormatWriter.builder().build();
    private static final ExpositionFormatWriter PLAIN_WRITER =
            PrometheusTextFormatWriter.builder().build();

    static Page of(MetricSnapshots samples) {
        return new Page(written(OPEN_METRICS_WRITER, samples), written(PLAIN_WRITER, samples));
    }

    private static byte[] written(ExpositionFormatWriter writer, MetricSnapshots samples) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            writer.write(out, samples, EscapingScheme.UNDERSCORE_ESCAPING);
            return out.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** @param accept the request's header of that name; empty without one */
    byte[] body(String accept) {
        return isOpenMetrics(accept) ? openMetrics : plain;
    }

    /** @param accept the request's header of that name; empty without one */
    static String contentType(String accept) {
        return isOpenMetrics(accept)
                ? OPEN_METRICS + "; version=1.0.0; charset=utf-8"
                : "text/plain; version=0.0.4; charset=utf-8";
    }

    private static boolean isOpenMetrics(String accept) {
        return accept.toLowerCase(Locale.ROOT).contains(OPEN_METRICS);
    }
}
