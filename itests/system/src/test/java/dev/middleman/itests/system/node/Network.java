package dev.middleman.itests.system.node;

import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.Ports;
import dev.middleman.itests.system.net.Site;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small Middleman network on a {@link Site}: a KA server, middle-men and a realm. Confined to the test's thread.
 */
public final class Network {

    private static final int USUAL_KA_PORT = 5684;
    private static final String PASSWORD = "not a secret";

    private final Site site;
    private final Path folder;
    private final Host kaHost;
    private final int kaPort;
    private String kaAddress;
    private Path certificate;

    /**
     * @param kaHost where the KA server is to run, at its IPv4 address
     * @param folder where configurations are written
     */
    public Network(Site site, Path folder, Host kaHost) {
        this.site = site;
        this.folder = folder;
        this.kaHost = kaHost;
        // In a namespace of its own a port is free; on loopback a free one has to be found, and must stay the same.
        this.kaPort = site.isolated() ? USUAL_KA_PORT : Ports.freeUdp(kaHost.ip4());
    }

    /** Gives the KA server's node a further configuration, from its next start on. */
    void configure(String pid, Map<String, ?> values) {
        new Conf(folder.resolve("ka")).with(pid, values);
    }

    /** Starts the KA server's node, or starts it again. */
    public Node startKa() {
        return startKa(Map.of());
    }

    /**
     * Starts the KA server's node.
     *
     * @param more what to configure beside, or instead of, the usual
     */
    public Node startKa(Map<String, ?> more) {
        return startKa(more, Launch.usual());
    }

    /** Starts the KA server's node in a way of the test's own. */
    public Node startKa(Map<String, ?> more, Launch launch) {
        Map<String, Object> server = new LinkedHashMap<>();
        server.put("bind", kaHost.ip4().getHostAddress());
        server.put("port", kaPort);
        server.put("identityFile", folder.resolve("ka.p12"));
        server.put(".identityPassword", PASSWORD);
        server.put("spreadSeconds", 2);
        // On loopback everybody is seen at 127.0.0.1, whatever address they announce.
        server.put("allowUnseenEndpoints", !site.isolated());
        server.putAll(more);
        Node node = Node.start(kaHost, new Conf(folder.resolve("ka")).with("dev.middleman.ka.server", server), launch);
        kaAddress = node.kaAddress();
        return node.awaitReady();
    }

    /**
     * Starts the KA server's node with HTTPS beside CoAP.
     *
     * @param more what to configure beside, or instead of, the usual
     * @param http settings of what it serves
     * @return the root of its resources
     */
    public String startKaWithHttps(Map<String, ?> more, Map<String, ?> http) {
        Https https = new Https(kaHost, site.isolated(), folder.resolve("ka.p12"), PASSWORD);
        https.configure(new Conf(folder.resolve("ka")), http);
        startKa(more);
        certificate = https.writeCertificate(folder.resolve("ka.pem"));
        return https.root();
    }

    /** The certificate of that server, for clients that would not know it. */
    public Path httpsCertificate() {
        return certificate;
    }

    /** The address at which it serves, if it was not told otherwise. */
    public InetAddress kaIp() {
        return kaHost.ip4();
    }

    /** The address that the KA server prints. */
    public String kaAddress() {
        return kaAddress;
    }

    /** The address that the KA server prints, with another of its IP addresses. */
    public String kaAddress(InetAddress ip) {
        String host = ip instanceof Inet6Address ? "[" + ip.getHostAddress() + "]" : ip.getHostAddress();
        return "coaps://" + host + kaAddress.substring(kaAddress.lastIndexOf(":" + kaPort));
    }

    /** Starts a node with one middle-man, registered with the KA server that was started before. */
    public Node startMiddleman(Host host) {
        return startMiddleman(host, host.name(), Launch.usual());
    }

    /**
     * Starts a node with one middle-man in a way of the test's own.
     *
     * @param registered the name of the middle-man that registers with the KA server, if it is another one
     */
    public Node startMiddleman(Host host, String registered, Launch launch) {
        return startMiddleman(host, registered, launch, Map.of());
    }

    /** Starts a node with one middle-man that is registered with all of these KA servers. */
    public Node startMiddleman(Host host, List<String> servers) {
        return startMiddleman(host, host.name(), Launch.usual(), Map.of(), servers);
    }

    /** Starts a node with one middle-man that ties legs to the addresses that the KA server tells it. */
    public Node startMiddlemanWithHints(Host host) {
        return startMiddleman(host, host.name(), Launch.usual(), Map.of("allowHints", true));
    }

    /** Starts a node with one middle-man that agents may prove their address to, in place of the programs beside them. */
    public Node startMiddlemanForAgents(Host host) {
        return startMiddleman(host, host.name(), Launch.usual(), Map.of("allowAgents", true));
    }

    private Node startMiddleman(Host host, String registered, Launch launch, Map<String, ?> more) {
        return startMiddleman(host, registered, launch, more, List.of(kaAddress));
    }

    private Node startMiddleman(
            Host host, String registered, Launch launch, Map<String, ?> more, List<String> servers) {
        Map<String, Object> engine = new LinkedHashMap<>();
        engine.put("name", host.name());
        engine.put("ports", "ephemeral:16");
        // The test's own networks are private ones, or loopback.
        engine.put("allowPrivate", true);
        engine.put("allowLoopback", !site.isolated());
        if (host.stack().hasIp4()) {
            engine.put("ip4", host.ip4().getHostAddress());
        }
        if (host.stack().hasIp6() && site.isolated()) {
            engine.put("ip6", host.ip6().getHostAddress());
        }
        engine.putAll(more);
        Conf conf = new Conf(folder.resolve(host.name()))
                .with("dev.middleman.engine-" + host.name(), engine)
                .withLists(
                        "dev.middleman.ka.client-" + host.name(),
                        Map.of(
                                "relay.target",
                                "(middleman.name=" + registered + ")",
                                "servers",
                                servers,
                                "operator",
                                host.name()));
        return Node.start(host, conf, launch);
    }

    /** Makes a realm that names the KA server; returns its document. */
    public Path newRealm() {
        Path document = folder.resolve("realm");
        Distribution.shared()
                .ask(
                        folder,
                        "realm",
                        "new",
                        "--key",
                        folder.resolve("realm.pem").toString(),
                        "--out",
                        document.toString(),
                        "--ka",
                        kaAddress);
        return document;
    }
}
