package dev.middleman.ka.client;

import dev.middleman.api.control.ControlClient;
import dev.middleman.api.ka.Registrations;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import dev.middleman.wire.WireException;
import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Wires a {@link KaClient}: one configuration registers one middle-man. Thread-safe. Stopping waits for the farewells to
 * the servers, half a second at the most.
 */
@Component(
        service = Registrations.class,
        immediate = true,
        configurationPid = KaClientComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = KaClientComponent.Config.class, factory = true)
public final class KaClientComponent implements Registrations {
    /** Factory PID. Which middle-man: {@code relay.target}, such as {@code (middleman.name=m1)}. */
    public static final String PID = "dev.middleman.ka.client";

    private static final long STOP_MS = 500;

    @ObjectClassDefinition(
            name = "Middleman: registration with KA servers",
            description =
                    "Keeps one middle-man registered with KA servers. Every change registers anew; open lines stay.")
    @interface Config {
        @AttributeDefinition(
                name = "Relay",
                description = "Which middle-man: a filter on its name, such as (middleman.name=m1). Without it, any.")
        String relay_target() default "(middleman.name=*)";

        @AttributeDefinition(
                description = "Addresses of KA servers, coaps://host:port/m2#sha256=..., 1 to 16. Their order numbers"
                        + " them for the middle-man's quotas.")
        String[] servers();

        @AttributeDefinition(description = "Who runs this middle-man, at most 64 characters; may be empty.")
        String operator() default "";

        @AttributeDefinition(
                name = "Invite token",
                description = "Text for servers that admit by invitation, at most 64 bytes; may be empty.",
                type = AttributeType.PASSWORD)
        String _token() default "";

        @AttributeDefinition(
                description = "PKCS#8 PEM file with an Ed25519 key, for servers that admit by key. Empty: a key that is"
                        + " made at start and dies with the registration.")
        String keyFile() default "";

        @AttributeDefinition(
                description = "Wanted lifetime of a registration, s; refreshed at half of it.",
                min = "30",
                max = "3600")
        int lifetimeSeconds() default 120;
    }

    private static final int MAX_SERVERS = 16;

    private final KaClient client;

    @Activate
    public KaClientComponent(
            Config config,
            @Reference(name = "relay") Relay relay,
            @Reference ControlClient binding,
            @Reference Ticks ticks,
            @Reference Deadlines deadlines) {
        Node node = new Node(
                relay,
                key(config.keyFile()),
                operator(config.operator()),
                token(config._token()),
                lifetime(config.lifetimeSeconds()));
        Alarm alarm = new Alarm(ticks, deadlines);
        this.client = new KaClient(node, servers(config.servers()), binding, alarm, new SecureRandom());
        client.start();
    }

    @Deactivate
    void stop() {
        try {
            client.stop().toCompletableFuture().get(STOP_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // the server forgets us by itself when the lifetime ends
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String middleman() {
        return client.middleman();
    }

    @Override
    public List<Registration> servers() {
        return client.servers();
    }

    @Override
    public void drain() {
        client.drain();
    }

    private static List<KaAddress> servers(String[] texts) {
        if (texts == null || texts.length < 1 || texts.length > MAX_SERVERS) {
            int count = texts == null ? 0 : texts.length;
            throw new IllegalArgumentException("servers has " + count + " entries, not 1..16");
        }
        List<KaAddress> servers = new ArrayList<>();
        for (String text : texts) {
            try {
                servers.add(KaAddress.parse(text.strip()));
            } catch (WireException e) {
                throw new IllegalArgumentException("servers: " + text + ": " + e.getMessage(), e);
            }
        }
        return servers;
    }

    private static KeyPair key(String file) {
        return file.isEmpty() ? Ed25519.generate() : NodeKey.load(Path.of(file));
    }

    private static String operator(String operator) {
        if (operator.length() > 64) {
            throw new IllegalArgumentException("operator has " + operator.length() + " characters, not 0..64");
        }
        return operator;
    }

    private static Octets token(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 64) {
            throw new IllegalArgumentException("the token has " + bytes.length + " bytes, not 0..64");
        }
        return Octets.of(bytes);
    }

    private static int lifetime(int seconds) {
        if (seconds < 30 || seconds > 3_600) {
            throw new IllegalArgumentException("lifetimeSeconds " + seconds + " is not in 30..3600");
        }
        return seconds;
    }
}
