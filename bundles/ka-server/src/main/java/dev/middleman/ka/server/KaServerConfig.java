package dev.middleman.ka.server;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Configuration of one KA server. Most changes are taken while it runs; after the others peers and middle-men register again by
 * themselves.
 */
@ObjectClassDefinition(
        name = "Middleman: KA server",
        description = "Look-up service: peers and middle-men register while they are alive, and are introduced to each"
                + " other. Changes are taken while it runs, and whoever is registered stays so; only those that are said to restart it do,"
                + " and then whoever was registered registers again within spreadSeconds.")
@interface KaServerConfig {
    @AttributeDefinition(description = "Local address to bind, an IPv4 or IPv6 literal. A change restarts it.")
    String bind() default "0.0.0.0";

    @AttributeDefinition(
            description = "UDP port to bind; 0 lets the system choose. A change restarts it.",
            min = "0",
            max = "65535")
    int port() default 5684;

    @AttributeDefinition(
            description = "Host name or address that clients reach this server by; part of the address to hand out."
                    + " Empty: the bound address.")
    String publicHost() default "";

    @AttributeDefinition(
            description =
                    "Required: PKCS12 file with the server's private key (EC P-256) and certificate. Another key or"
                            + " certificate restarts it.")
    String identityFile();

    @AttributeDefinition(
            name = "Identity password",
            description =
                    "Password of the PKCS12 file; may be empty. Not published as a service property (leading dot).",
            type = AttributeType.PASSWORD)
    String _identityPassword() default "";

    @AttributeDefinition(
            description =
                    "Realms whose peers are taken, 1 to 256: files with realm documents, realm ids (43"
                            + " characters) each with a space and the rule by which its members are known (open, psk, cert;"
                            + " cert when none is named), or * for every realm. Realms that are named share nothing; under *"
                            + " all of them share limits. A change from or to * restarts it; peers of a realm that is taken away have to go.")
    String[] realms() default {"*"};

    @AttributeDefinition(
            description = "Which middle-men are taken: open (all), keys (those of middlemanKeys), token (those who know"
                    + " the invite token). Whoever would not be taken after a change has to go.")
    String admission() default "open";

    @AttributeDefinition(
            description = "Raw Ed25519 public keys of admitted middle-men, base64url; required with admission=keys.")
    String[] middlemanKeys() default {};

    @AttributeDefinition(
            name = "Invite token",
            description = "Text that admitted middle-men know, 1 to 64 bytes; required with admission=token.",
            type = AttributeType.PASSWORD)
    String _inviteToken() default "";

    @AttributeDefinition(
            description = "Take middle-men that announce another address than the one they are seen at: for 1:1 NAT."
                    + " Lets a middle-man point peers at strangers; only for middle-men that you trust.")
    boolean allowUnseenEndpoints() default false;

    @AttributeDefinition(
            description =
                    "Try every middle-man before anyone is introduced to it, and about every 10 minutes: play both"
                            + " peers of a session through it. Needs a way for UDP from this server to its relay ports. A"
                            + " middle-man at this server's own address is not tried.")
    boolean selfTest() default true;

    @AttributeDefinition(
            description =
                    "Lets peers latch by the address that the server sees them at, without any proof (latch mode H,"
                            + " for browsers). Their middle-men have to allow it, too, and get to know the address from the server.")
    boolean allowHints() default false;

    @AttributeDefinition(
            description =
                    "Middle-men asked for capacity per look-up; one more for each further one that a caller wants.",
            min = "1",
            max = "8")
    int k() default 3;

    @AttributeDefinition(
            description =
                    "From a look-up to its refusal, whatever the cause, and the time a target has to consent, ms.",
            min = "100",
            max = "8000")
    int refusalWaitMs() default 8000;

    @AttributeDefinition(description = "Time for middle-men to offer capacity, ms.", min = "100", max = "2000")
    int holdWaitMs() default 2000;

    @AttributeDefinition(description = "Time for the winner to give details, ms.", min = "100", max = "1000")
    int commitWaitMs() default 1000;

    @AttributeDefinition(
            description = "Look-ups a minute for each caller (IPv4 address or IPv6 /64).",
            min = "1",
            max = "100000")
    int lookUpsPerMinute() default 10;

    @AttributeDefinition(
            description = "Signed requests a minute for each caller; each costs a signature check.",
            min = "1",
            max = "100000")
    int signedPerMinute() default 60;

    @AttributeDefinition(
            description = "Look-ups an hour of one target by one caller that reach the target.",
            min = "1",
            max = "100000")
    int asksPerTargetPerHour() default 120;

    @AttributeDefinition(
            description = "Peers registered at a time. Realms that are named have equal shares.",
            min = "1",
            max = "1000000")
    int maxPeers() default 100_000;

    @AttributeDefinition(description = "Middle-men registered at a time.", min = "1", max = "65536")
    int maxMiddleMen() default 4_096;

    @AttributeDefinition(
            description = "Look-ups kept at a time; each is kept for 15 s. Realms that are named have equal shares.",
            min = "1",
            max = "100000")
    int maxLookUps() default 10_000;

    @AttributeDefinition(
            description = "DTLS associations at a time; the oldest idle one goes first. A change restarts it.",
            min = "1",
            max = "1000000")
    int maxAssociations() default 100_000;

    @AttributeDefinition(
            description = "New DTLS associations a second. A change restarts it.",
            min = "1",
            max = "100000")
    int handshakesPerSecond() default 200;

    @AttributeDefinition(
            description = "Over how long everyone registers again after a restart, s.",
            min = "1",
            max = "600")
    int spreadSeconds() default 30;
}
