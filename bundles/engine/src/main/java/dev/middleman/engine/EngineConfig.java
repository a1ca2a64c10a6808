package dev.middleman.engine;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of one middle-man, factory PID {@value #PID}. Keys without "can change" need the node to be made anew. */
@ObjectClassDefinition(
        name = "Middle-man",
        description = "One configuration is one middle-man; a container can hold several.")
public @interface EngineConfig {

    /** The factory PID. */
    String PID = "dev.middleman.engine";

    @AttributeDefinition(
            description =
                    "Required; unique in the container: 1 to 64 letters, digits, dots, _ or -. Service property middleman.name.")
    String name() default "";

    @AttributeDefinition(
            required = false,
            description = "Threads that forward, each with its own ports: 1 to 64, or 0 for one per processor core.")
    int shards() default 0;

    @AttributeDefinition(
            required = false,
            description = "Local IPv4 address to bind, a literal, never 0.0.0.0; empty for none.")
    String ip4() default "";

    @AttributeDefinition(
            required = false,
            description = "Local IPv6 address to bind, a literal, never ::; empty for none.")
    String ip6() default "";

    @AttributeDefinition(
            required = false,
            description = "IPv4 address that peers are told, behind a 1:1 NAT; empty for the local one.")
    String publicIp4() default "";

    @AttributeDefinition(
            required = false,
            description = "IPv6 address that peers are told, behind a 1:1 NAT; empty for the local one.")
    String publicIp6() default "";

    @AttributeDefinition(
            required = false,
            description =
                    "Relay ports, 1 to 4096: a range such as 20000-21023, or ephemeral:64 for as many as the system chooses.")
    String ports() default "20000-21023";

    @AttributeDefinition(
            required = false,
            description = "Wanted size of the socket buffers, bytes: 65536 to 67108864. The kernel may grant less.")
    int socketBufferBytes() default 4 << 20;

    @AttributeDefinition(
            required = false,
            description =
                    "Sessions at a time: 1 to 4000000. Each costs 312 bytes, taken at the start; 340 with allowAgents or allowHints.")
    int maxSessions() default 10_000;

    @AttributeDefinition(
            required = false,
            description = "A session ends after this time without a datagram, s: 15 to 600; from 1 with allowLoopback. "
                    + "Can change; open sessions keep what they have.")
    int idleSeconds() default 60;

    @AttributeDefinition(
            required = false,
            description =
                    "A session ends after this time whatever happens, s: 60 to 604800; from 1 with allowLoopback. "
                            + "Can change; open sessions keep what they have.")
    int hardEndSeconds() default 86_400;

    @AttributeDefinition(
            required = false,
            description = "Bandwidth of one session, both directions together, kbit/s: 8 to 40000000.")
    int kbitPerSecond() default 20_000;

    @AttributeDefinition(
            required = false,
            description = "Datagrams of one session, both directions together, 1/s: 1 to 4000000.")
    int datagramsPerSecond() default 5_000;

    @AttributeDefinition(required = false, description = "Legs latched to one IPv4 address or IPv6 /64: 1 to 16777215.")
    int legsPerSource() default 64;

    @AttributeDefinition(
            required = false,
            description = "How many KA servers ask this node: 0 to 65536; 0 learns it from those that did. "
                    + "With more than one, each has its share only.")
    int owners() default 0;

    @AttributeDefinition(
            required = false,
            description = "Sessions that one of several KA servers may have, percent of maxSessions: 1 to 100.")
    int ownerPercent() default 50;

    @AttributeDefinition(
            required = false,
            description = "Sessions that one KA server may have held or reserved and that no peer came to, percent of "
                    + "maxSessions, at least 16 sessions: 1 to 100.")
    int pendingPercent() default 5;

    @AttributeDefinition(
            required = false,
            description =
                    "Macs of knocks that are checked for sources that are not latched, per shard, 1/s: 16 to 1000000.")
    int macChecksPerSecond() default 20_000;

    @AttributeDefinition(
            required = false,
            description =
                    "Lets a KA server tie a leg to the IP address that it saw a peer at, without any proof (latch mode H, "
                            + "for browsers). Such addresses pass through the heap, so the node is at level L0.")
    boolean allowHints() default false;

    @AttributeDefinition(
            required = false,
            description =
                    "Lets an agent beside an unmodified program, such as WireGuard, prove its IP address in place of the "
                            + "program's socket (latch mode A). This or allowHints costs 28 bytes a session more.")
    boolean allowAgents() default false;

    @AttributeDefinition(
            required = false,
            description = "Serves peers on 127.0.0.0/8 and ::1: for tests and demonstrations. Can change.")
    boolean allowLoopback() default false;

    @AttributeDefinition(
            required = false,
            description =
                    "Serves peers in private, shared, link-local, documentation and benchmarking networks (RFC 6890), as "
                            + "on a node that only a closed network can reach. Can change.")
    boolean allowPrivate() default false;

    @AttributeDefinition(
            required = false,
            description = "Opens no new sessions, asks the peers to go, and ends all sessions after 120 s. Can change.")
    boolean drain() default false;
}
