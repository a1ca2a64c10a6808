package dev.middleman.ka.client;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of one middle-man's registrations. */
@ObjectClassDefinition(
        name = "Middleman: registration with KA servers",
        description = "Keeps one middle-man registered with KA servers. Every change registers anew; open lines stay.")
@interface KaClientConfig {
    @AttributeDefinition(
            name = "Relay",
            description = "Which middle-man: a filter on its name, such as (middleman.name=m1). Without it, any.")
    String relay_target() default "(middleman.name=*)";

    @AttributeDefinition(
            description =
                    "Required: addresses of KA servers, coaps://host:port/m2#sha256=..., 1 to 16. Their order numbers them for"
                            + " the middle-man's quotas.")
    String[] servers();

    @AttributeDefinition(
            description = "Local address to connect from, an IPv4 or IPv6 literal. Empty: the system chooses. A server"
                    + " introduces a middle-man only at the address it sees it connect from: on a machine with several,"
                    + " set this to the middle-man's ip4 or ip6.")
    String local() default "";

    @AttributeDefinition(description = "Who runs this middle-man, at most 64 characters; may be empty.")
    String operator() default "";

    @AttributeDefinition(
            name = "Invite token",
            description =
                    "Text for servers that admit by invitation, at most 64 bytes; may be empty. Not published as a"
                            + " service property (leading dot).",
            type = AttributeType.PASSWORD)
    String _token() default "";

    @AttributeDefinition(
            description =
                    "PKCS#8 PEM file with an Ed25519 key, for servers that admit by key. Empty: a key that is made"
                            + " at start and dies with the registration.")
    String keyFile() default "";

    @AttributeDefinition(
            description = "Wanted lifetime of a registration, s; refreshed at half of it.",
            min = "30",
            max = "3600")
    int lifetimeSeconds() default 120;
}
