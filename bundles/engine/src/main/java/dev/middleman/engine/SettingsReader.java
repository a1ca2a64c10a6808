package dev.middleman.engine;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.engine.shard.ShardSettings;
import dev.middleman.engine.shard.Terms;
import dev.middleman.wire.IpText;
import dev.middleman.wire.WireException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Turns a configuration into settings, or says which key is wrong. Stateless. */
final class SettingsReader {
    private SettingsReader() {}

    /**
     * Reads and checks every key.
     *
     * @param cores what 0 shards means
     * @throws IllegalArgumentException names the key, the value given and the range
     */
    static EngineSettings read(EngineConfig config, int cores) {
        Addresses addresses = addresses(config);
        Ports ports = Ports.parse(config.ports());
        Quotas quotas = new Quotas(
                config.maxSessions(),
                config.kbitPerSecond(),
                config.datagramsPerSecond(),
                config.legsPerSource(),
                config.ownerPercent(),
                config.pendingPercent(),
                config.macChecksPerSecond());
        int fitting = Math.min(EngineSettings.MAX_SHARDS, Math.min(ports.count(), quotas.maxSessions()));
        int shards = config.shards() == 0 ? Math.min(cores, fitting) : config.shards();
        return new EngineSettings(
                config.name(),
                shards,
                addresses,
                ports,
                quotas,
                config.socketBufferBytes(),
                Range.check("owners", config.owners(), 0, 65_536),
                modes(config),
                live(config));
    }

    private static Set<LatchMode> modes(EngineConfig config) {
        Set<LatchMode> modes = EnumSet.of(LatchMode.KNOCK);
        if (config.allowAgents()) {
            modes.add(LatchMode.ARM);
        }
        if (config.allowHints()) {
            modes.add(LatchMode.HINT);
        }
        return modes;
    }

    private static EngineSettings.Live live(EngineConfig config) {
        boolean demo = config.allowLoopback();
        int idle = Range.check(
                "idleSeconds",
                config.idleSeconds(),
                demo ? 1 : EngineSettings.LEAST_IDLE_SECONDS,
                EngineSettings.MOST_IDLE_SECONDS);
        int hardEnd = Range.check(
                "hardEndSeconds",
                config.hardEndSeconds(),
                demo ? 1 : EngineSettings.LEAST_HARD_END_SECONDS,
                ShardSettings.MAX_HARD_END_SECONDS);
        return new EngineSettings.Live(
                new Terms(idle, hardEnd), config.allowLoopback(), config.allowPrivate(), config.drain());
    }

    private static Addresses addresses(EngineConfig config) {
        Optional<Endpoint> ip4 = address("ip4", config.ip4(), true);
        Optional<Endpoint> ip6 = address("ip6", config.ip6(), false);
        Optional<Endpoint> publicIp4 = address("publicIp4", config.publicIp4(), true);
        Optional<Endpoint> publicIp6 = address("publicIp6", config.publicIp6(), false);
        return new Addresses(ip4, ip6, publicIp4.or(() -> ip4), publicIp6.or(() -> ip6));
    }

    private static Optional<Endpoint> address(String key, String text, boolean wantIp4) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        String family = wantIp4 ? "IPv4" : "IPv6";
        Endpoint address;
        try {
            address = IpText.parse(text.strip());
        } catch (WireException e) {
            throw new IllegalArgumentException(key + " \"" + text + "\" is not an " + family + " literal", e);
        }
        if (address.isIp4() != wantIp4) {
            throw new IllegalArgumentException(key + " \"" + text + "\" is not an " + family + " literal");
        }
        if (address.high() == 0 && (address.low() == 0 || address.equals(Endpoint.ofIp4(0, 0)))) {
            throw new IllegalArgumentException(key + " \"" + text + "\" is the wildcard; name one address");
        }
        return Optional.of(address);
    }
}
