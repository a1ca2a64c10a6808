package dev.middleman.policy.admission;

import dev.middleman.api.policy.AdmissionPolicy;
import dev.middleman.api.policy.CapacityRequest;
import dev.middleman.api.relay.Refusal;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Offers {@link Bounds} as a service; without a configuration there is none. Thread-safe. */
@Component(
        configurationPid = AdmissionComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "service.ranking:Integer=10")
@Designate(ocd = AdmissionComponent.Config.class)
public final class AdmissionComponent implements AdmissionPolicy {
    /** Configuration required; may be empty. */
    public static final String PID = "dev.middleman.policy.admission";

    @ObjectClassDefinition(
            name = "Middleman: admission policy",
            description =
                    "When the middle-men of this container take no more sessions. Each bound is off by default. A change"
                            + " counts for the next request; open lines stay.")
    @interface Config {
        @AttributeDefinition(
                required = false,
                description = "Share of maxSessions that is given out, holds included, %: 1 to 100.",
                min = "1",
                max = "100")
        int sessionPercent() default 100;

        @AttributeDefinition(
                required = false,
                description =
                        "No more sessions while the payload forwarded in the last ten seconds is more than this, mean,"
                                + " kbit/s: 1 to 2000000000; 0 for no bound.",
                min = "0",
                max = "2000000000")
        int kbitPerSecond() default 0;

        @AttributeDefinition(
                required = false,
                description =
                        "No more sessions while the engine took longer than this for one burst in a hundred, in the last"
                                + " ten seconds, us: 1 to 30000; 0 for no bound. Turns are counted by powers of two: 0.256, 0.512,"
                                + " 1.024 us and so on, and the next one above counts.",
                min = "0",
                max = "30000")
        int turnMicros() default 0;

        @AttributeDefinition(
                required = false,
                description =
                        "No more sessions while the machine's load average of one minute is more than this, % of a"
                                + " processor core for each core: 1 to 10000; 0 for no bound. Read from the system at each request;"
                                + " where it has no load average, there is no bound.",
                min = "0",
                max = "10000")
        int loadPercent() default 0;

        @AttributeDefinition(
                required = false,
                description =
                        "KA servers that are served, at most 16: for each its address, coaps://...#sha256=PIN, or the pin"
                                + " alone, 43 characters. Empty: all that the middle-man is registered with.")
        String[] servers() default {};
    }

    private volatile Bounds bounds;

    @Activate
    public AdmissionComponent(Config config) {
        modified(config);
    }

    /** @throws IllegalArgumentException for a value out of range; the former bounds stay */
    @Modified
    void modified(Config config) {
        bounds = new Bounds(
                config.sessionPercent(),
                config.kbitPerSecond(),
                config.turnMicros(),
                config.loadPercent(),
                ServerPins.parse(config.servers()));
    }

    @Override
    public String name() {
        return "admission";
    }

    @Override
    public Optional<Refusal> refusal(CapacityRequest request) {
        return bounds.refusal(request, AdmissionComponent::systemLoadPercent);
    }

    private static double systemLoadPercent() {
        int cores = Runtime.getRuntime().availableProcessors();
        return 100 * ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage() / cores;
    }
}
