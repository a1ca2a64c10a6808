package dev.middleman.itests.system.node;

import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.Ports;
import dev.middleman.itests.system.net.Site;
import dev.middleman.itests.system.net.Tools;
import dev.middleman.itests.system.pages.Pages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Several KA servers that are one: each a process on a host of its own, with an address and a pin of its own. Confined to
 * the test's thread.
 */
public final class Members {

    private static final int USUAL_PORT = 7800;
    private static final String PASSWORD = "not a secret";
    private static final String SECRET = "only members of the test know it";

    private final Path keyFile;
    private final Map<Host, Integer> ports = new LinkedHashMap<>();
    private final Map<Host, Network> networks = new LinkedHashMap<>();
    private final Map<Host, Node> nodes = new LinkedHashMap<>();

    /**
     * Starts all of them.
     *
     * @param folder where configurations are written
     */
    public Members(Site site, Path folder, List<Host> hosts) {
        keyFile = folder.resolve("cluster.p12");
        makeKey(keyFile);
        for (Host host : hosts) {
            // They have to be told of each other before they are there.
            ports.put(host, site.isolated() ? USUAL_PORT : Ports.freeTcp(host.ip4()));
            networks.put(host, new Network(site, folder.resolve("at-" + host.name()), host));
        }
        hosts.forEach(this::start);
    }

    /** As the page makes it; one for all of them. */
    private static void makeKey(Path file) {
        String java = Path.of(System.getProperty("java.home"), "bin").toString();
        String keytool = Pages.snippet(
                        "docs/operators.md",
                        "keytool -genkeypair -alias member -keyalg EC -groupname secp256r1 -validity 3650 -dname CN=member \\")
                .text("keytool", java + "/keytool", "cluster.p12", "'" + file + "' -storepass '" + PASSWORD + "'");
        Tools.run("sh", "-c", keytool);
    }

    /** Starts a member, or starts it again where it was: it has the same address and nothing in its memory. */
    public Node start(Host host) {
        networks.get(host)
                .configure(
                        "dev.middleman.ka.cluster",
                        Map.of(
                                "bind",
                                host.ip4().getHostAddress(),
                                "port",
                                ports.get(host),
                                "members",
                                ports.entrySet().stream()
                                        .map(member -> member.getKey().ip4().getHostAddress() + ":" + member.getValue())
                                        .collect(Collectors.joining(", ")),
                                "keyFile",
                                keyFile,
                                ".keyPassword",
                                PASSWORD,
                                ".secret",
                                SECRET));
        Node node = networks.get(host).startKa();
        nodes.put(host, node);
        return node;
    }

    /** Where this one serves. */
    public String kaAddress(Host host) {
        return networks.get(host).kaAddress();
    }

    /** Where all of them serve. */
    public List<String> kaAddresses() {
        return networks.values().stream().map(Network::kaAddress).toList();
    }

    /** The network that this one belongs to. */
    public Network networkOf(Host host) {
        return networks.get(host);
    }

    /** What runs there now, or ran there last. */
    public Node at(Host host) {
        return nodes.get(host);
    }

    /** Waits until each of these sees so many members as these are. */
    public void awaitSeen(List<Host> each, Duration limit) {
        String wanted = "\"members\": " + each.size() + ",";
        each.forEach(host -> at(host).askUntil("middleman:cluster --json", "\"members\": .*", wanted, limit));
    }

    /** Waits until this one knows of so many peers at other members. */
    public void awaitElsewhere(Host host, int peers, Duration limit) {
        at(host).askUntil("middleman:cluster --json", "\"members\": .*", "\"elsewhere\": " + peers + ",", limit);
    }
}
