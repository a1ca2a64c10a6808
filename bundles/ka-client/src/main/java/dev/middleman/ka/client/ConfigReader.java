package dev.middleman.ka.client;

import dev.middleman.api.control.ControlClient;
import dev.middleman.api.relay.Relay;
import dev.middleman.wire.IpText;
import dev.middleman.wire.WireException;
import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Turns configuration into validated values, showing value and range of what cannot be used. Stateless. */
final class ConfigReader {
    private static final int MAX_SERVERS = 16;
    private static final int MAX_OPERATOR = 64;
    private static final int MAX_TOKEN_BYTES = 64;
    private static final int MIN_LIFETIME = 30;
    private static final int MAX_LIFETIME = 3_600;

    private ConfigReader() {}

    static Node node(KaClientConfig config, Relay relay) {
        byte[] token = config._token().getBytes(StandardCharsets.UTF_8);
        check("operator's length", config.operator().length(), 0, MAX_OPERATOR);
        check(".token's length in bytes", token.length, 0, MAX_TOKEN_BYTES);
        check("lifetimeSeconds", config.lifetimeSeconds(), MIN_LIFETIME, MAX_LIFETIME);
        return new Node(
                relay,
                config.keyFile().isEmpty() ? Ed25519.generate() : NodeKey.load(Path.of(config.keyFile())),
                config.operator(),
                Octets.of(token),
                config.lifetimeSeconds());
    }

    /** All that a registration depends on, to be compared with that of another configuration. Holds secrets. */
    static List<Object> values(KaClientConfig config, Node node) {
        boolean ownKey = !config.keyFile().isEmpty();
        return List.of(
                // Not the name of its file, in which there may be another one now.
                ownKey ? Octets.of(node.key().getPublic().getEncoded()) : Octets.EMPTY,
                node.operator(),
                node.token(),
                node.lifetimeSeconds(),
                servers(config),
                config.local());
    }

    static List<KaAddress> servers(KaClientConfig config) {
        String[] texts = config.servers() == null ? new String[0] : config.servers();
        check("number of servers", texts.length, 1, MAX_SERVERS);
        List<KaAddress> servers = new ArrayList<>();
        for (String text : texts) {
            try {
                servers.add(KaAddress.parse(text.strip()));
            } catch (WireException e) {
                throw new IllegalArgumentException("servers: " + text + " is " + e.getMessage(), e);
            }
        }
        return servers;
    }

    /** The binding itself, or one that connects from the configured local address. */
    static ControlClient binding(KaClientConfig config, ControlClient binding) {
        if (config.local().isEmpty()) {
            return binding;
        }
        try {
            return new FromAddress(binding, IpText.parse(config.local().strip()));
        } catch (WireException e) {
            throw new IllegalArgumentException("local " + config.local() + " is not an IPv4 or IPv6 literal", e);
        }
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " " + value + " is not in " + least + ".." + most);
        }
    }
}
