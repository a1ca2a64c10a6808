package dev.middleman.metrics;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the metrics endpoint. Every change restarts it. */
@ObjectClassDefinition(
        name = "Middleman: metrics",
        description =
                "Totals for a monitoring system at http://bind:port/metrics, in the OpenMetrics format. They move on"
                        + " once a minute. Off unless configured. Every change restarts the endpoint.")
@interface MetricsConfig {
    @AttributeDefinition(
            description = "Local IP address to answer at. Anything but loopback needs allowRemote: there is neither"
                    + " encryption nor a password.")
    String bind() default "127.0.0.1";

    @AttributeDefinition(description = "TCP port. 0: the system chooses.", min = "0", max = "65535")
    int port() default 9464;

    @AttributeDefinition(description = "Whether bind may be an address that other machines can reach.")
    boolean allowRemote() default false;
}
