package dev.middleman.policy.traffic;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the traffic policy. Configuration required; may be empty. */
@ObjectClassDefinition(
        name = "Middleman: traffic policy",
        description =
                "How much traffic the middle-men of this container take. Each bound is off by default. A change counts for"
                        + " sessions that are opened afterwards; open ones keep what they have.")
@interface TrafficConfig {
    String PID = "dev.middleman.policy.traffic";

    @AttributeDefinition(
            required = false,
            description =
                    "Bandwidth of one session, both directions together, kbit/s: 8 to 40000000; 0 for the middle-man's own,"
                            + " which is never exceeded.",
            min = "0",
            max = "40000000")
    int kbitPerSecond() default 0;

    @AttributeDefinition(
            required = false,
            description =
                    "Datagrams of one session, both directions together, 1/s: 1 to 4000000; 0 for the middle-man's own,"
                            + " which is never exceeded.",
            min = "0",
            max = "4000000")
    int datagramsPerSecond() default 0;

    @AttributeDefinition(
            required = false,
            description =
                    "Bandwidth of all sessions of one source, an IPv4 address or IPv6 /64, kbit/s: kbitPerSecond, which has"
                            + " to be set, to 2000000000; 0 for no bound. Kept by latching no more than this / kbitPerSecond legs of a"
                            + " source.",
            min = "0",
            max = "2000000000")
    int sourceKbitPerSecond() default 0;

    @AttributeDefinition(
            required = false,
            description =
                    "Bandwidth of all sessions of a middle-man, kbit/s: 8 to 2000000000; 0 for no bound. Kept by opening no"
                            + " session when the limits of all of them would be more than this.",
            min = "0",
            max = "2000000000")
    int totalKbitPerSecond() default 0;

    @AttributeDefinition(
            required = false,
            description =
                    "Payload that a middle-man forwards from its start on, MiB: 1 to 2147483647; 0 for no bound. Then it"
                            + " opens no more sessions until it is started anew. Nothing is stored.",
            min = "0",
            max = "2147483647")
    int volumeMebibytes() default 0;

    @AttributeDefinition(
            required = false,
            description =
                    "Whether a middle-man that has forwarded volumeMebibytes drains, too: sends BYE and ends what is left"
                            + " after 120 s. Without it, open lines go on.")
    boolean drain() default false;
}
