package dev.middleman.ka.server;

import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.IpText;
import dev.middleman.wire.WireException;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.RealmDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns configuration into validated records, showing value and range of what cannot be used. Stateless. */
final class ConfigReader {
    private static final int MAX_REALMS = 256;
    private static final Pattern ID_AND_RULE = Pattern.compile("([A-Za-z0-9_-]{43})(?:\\s+(\\S{1,64}))?");
    private static final int KEY_BYTES = 32;
    private static final int MAX_TOKEN_BYTES = 64;
    private static final int MAX_ASSOCIATIONS = 1_000_000;
    private static final int MAX_HANDSHAKES = 100_000;

    private ConfigReader() {}

    /** All that a configuration says. */
    static Plan plan(KaServerConfig config) {
        return new Plan(place(config), settings(config), admission(config), realms(config));
    }

    static KaServer.Place place(KaServerConfig config) {
        Endpoint bind = address(config.bind());
        check("port", config.port(), 0, 65_535);
        check("maxAssociations", config.maxAssociations(), 1, MAX_ASSOCIATIONS);
        check("handshakesPerSecond", config.handshakesPerSecond(), 1, MAX_HANDSHAKES);
        boolean wildcard = bind.sameAddress(address("0.0.0.0")) || bind.sameAddress(address("::"));
        if (wildcard && config.publicHost().isEmpty()) {
            throw new IllegalArgumentException(
                    "publicHost is empty, and " + config.bind() + " is nothing that clients could connect to");
        }
        return new KaServer.Place(
                bind.withPort(config.port()),
                config.publicHost().isEmpty() ? config.bind() : config.publicHost(),
                Identity.load(
                        Path.of(config.identityFile()),
                        config._identityPassword().toCharArray()),
                config.maxAssociations(),
                config.handshakesPerSecond());
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " " + value + " is not in " + least + ".." + most);
        }
    }

    static KaSettings settings(KaServerConfig config) {
        return new KaSettings(
                new KaSettings.Waits(config.refusalWaitMs(), config.holdWaitMs(), config.commitWaitMs()),
                new KaSettings.Rates(
                        config.lookUpsPerMinute(), config.signedPerMinute(), config.asksPerTargetPerHour()),
                new KaSettings.Sizes(config.maxPeers(), config.maxMiddleMen(), config.maxLookUps()),
                config.k(),
                config.spreadSeconds(),
                config.allowUnseenEndpoints(),
                config.selfTest(),
                config.allowHints());
    }

    static Admission admission(KaServerConfig config) {
        return switch (config.admission()) {
            case "open" -> new Admission.Open();
            case "keys" -> new Admission.Keys(keys(config.middlemanKeys()));
            case "token" -> new Admission.Invited(token(config._inviteToken()));
            default ->
                throw new IllegalArgumentException("admission " + config.admission() + " is not open, keys or token");
        };
    }

    /** @return the rule by which each realm's members are known; empty for every realm */
    static Map<Octets, String> realms(KaServerConfig config) {
        Map<Octets, String> rules = new HashMap<>();
        for (String realm : config.realms()) {
            if (realm.equals("*")) {
                return Map.of();
            }
            Matcher idAndRule = ID_AND_RULE.matcher(realm);
            if (idAndRule.matches()) {
                rules.put(octets("realms", idAndRule.group(1)), rule(idAndRule.group(2)));
            } else {
                RealmDocument document = realmOf(Path.of(realm));
                rules.put(document.realmId(), rule(document.admission()));
            }
        }
        if (rules.isEmpty()) {
            throw new IllegalArgumentException("realms is empty: name realms, or * for every realm");
        }
        if (rules.size() > MAX_REALMS) {
            throw new IllegalArgumentException("realms has " + rules.size() + " entries, not 1.." + MAX_REALMS);
        }
        return rules;
    }

    private static String rule(String named) {
        return named == null || named.isEmpty() ? Policies.DEFAULT_RULE : named;
    }

    private static RealmDocument realmOf(Path file) {
        try {
            return RealmDocument.parse(Files.readAllBytes(file));
        } catch (IOException | WireException e) {
            throw new IllegalArgumentException("realms " + file + " is neither a realm id nor a realm document", e);
        }
    }

    private static Set<Octets> keys(String[] texts) {
        Set<Octets> keys = new HashSet<>();
        for (String text : texts) {
            keys.add(octets("middlemanKeys", text));
        }
        return keys;
    }

    private static Octets token(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < 1 || bytes.length > MAX_TOKEN_BYTES) {
            throw new IllegalArgumentException("the invite token has " + bytes.length + " bytes, not 1..64");
        }
        return Octets.of(bytes);
    }

    private static Octets octets(String name, String text) {
        try {
            Octets octets = Octets.ofBase64Url(text);
            if (octets.length() == KEY_BYTES) {
                return octets;
            }
        } catch (IllegalArgumentException e) {
            // told below: for the operator it is the same mistake
        }
        throw new IllegalArgumentException(name + " " + text + " is not base64url of 32 bytes");
    }

    private static Endpoint address(String text) {
        try {
            return IpText.parse(text);
        } catch (WireException e) {
            throw new IllegalArgumentException("bind " + text + " is not an IP address", e);
        }
    }
}
