package dev.middleman.transport.ffm;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Settings of the transport. Every one can change while lanes are open. */
@ObjectClassDefinition(
        name = "Middleman: foreign transport",
        description = "UDP sockets through the C library; Linux, Java 22 and later.")
@interface FfmConfig {

    @AttributeDefinition(
            name = "Idle strategy",
            description =
                    "What a lane's thread does when nothing waits. block: sleep; a datagram that comes alone pays for"
                            + " a wake-up. adaptive: poll for a while, then sleep. spin: never sleep; takes a processor core for each lane."
                            + " batch: look every batchMs, whatever comes; the kernel holds datagrams until then.",
            options = {@Option("block"), @Option("adaptive"), @Option("spin"), @Option("batch")})
    String idle() default "block";

    @AttributeDefinition(
            name = "Polls",
            description = "Polls without a datagram after which an adaptive lane sleeps. Each is a system call.",
            min = "1",
            max = "10000000")
    int polls() default 200;

    @AttributeDefinition(
            name = "Pace of a batching lane",
            description =
                    "How often a lane with idle = batch looks at its sockets, ms. A datagram waits half of it on average,"
                            + " and the socket buffers have to hold what comes meanwhile.",
            min = "1",
            max = "100")
    int batchMs() default 5;

    @AttributeDefinition(
            name = "Idle strategy by lane",
            description =
                    "LANE=STRATEGY for single lanes, such as m1/shard-0=spin; the others take the common one. Empty: all do.")
    String[] idle_lanes() default {};
}
