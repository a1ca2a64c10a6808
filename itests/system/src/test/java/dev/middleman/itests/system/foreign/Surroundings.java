package dev.middleman.itests.system.foreign;

import dev.middleman.itests.system.exchange.FileExchange;
import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Site;
import dev.middleman.itests.system.node.Launch;
import dev.middleman.itests.system.node.Network;
import dev.middleman.itests.system.node.Node;
import dev.middleman.itests.system.node.Peers;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a container of another make is put into: a KA server on a node of the distribution, and two peers who want a line.
 * Confined to the test's thread.
 */
final class Surroundings implements AutoCloseable {

    private static final int LARGEST = 1_472;
    private static final int ONE_OF_EACH_SIZE = LARGEST * (LARGEST + 1) / 2;
    private static final int KBIT = 12_000;
    private static final int SLOW_KBIT = 1_500;

    private final Site site;
    private final Network network;
    private final Host host;
    private final Host alice;
    private final Host bob;
    private final Peers peers;
    private final String bobsPid;

    Surroundings(Path folder) {
        this(folder, Launch.usual());
    }

    /** @param launch how the KA server's node is started */
    Surroundings(Path folder, Launch launch) {
        site = Site.open(folder);
        Host ka = site.host("ka");
        host = site.host("m1");
        alice = site.host("alice");
        bob = site.host("bob");
        network = new Network(site, folder, ka);
        network.startKa(Map.of(), launch);
        peers = new Peers(folder, network.newRealm());
        bobsPid = peers.newId("bob");
    }

    /** Where the container is to run. */
    Host host() {
        return host;
    }

    /** Starts a middle-man on a node of ours. */
    Node startMiddleman(Launch launch) {
        return network.startMiddleman(host, host.name(), launch);
    }

    /** What to configure a middle-man with. */
    Map<String, String> engine() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("name", "m1");
        settings.put("ip4", host.ip4().getHostAddress());
        settings.put("ports", "ephemeral:16");
        settings.put("allowPrivate", "true");
        settings.put("allowLoopback", Boolean.toString(!site.isolated()));
        return settings;
    }

    /** What to configure its registration with. */
    Map<String, String> client() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("relay.target", "(middleman.name=m1)");
        settings.put("servers", network.kaAddress());
        return settings;
    }

    /** Opens a line through the only middle-man, sends datagrams of every size across, and compares. */
    void exchange() {
        exchange(KBIT, () -> {});
    }

    /** The same at a pace that leaves some seconds for something else; the line is open until that has ended. */
    void exchange(Runnable meanwhile) {
        exchange(SLOW_KBIT, meanwhile);
    }

    private void exchange(int kbit, Runnable meanwhile) {
        FileExchange exchange = new FileExchange(ONE_OF_EACH_SIZE, LARGEST, kbit);
        Program sink = exchange.sinkAt(bob, "127.0.0.1:0");
        Program bobsShim = peers.listen(bob, "127.0.0.1:" + FileExchange.port(sink));
        Program alicesShim = peers.call(alice, bobsPid);
        Program source = exchange.sourceCalling(alice, Peers.local(alicesShim));
        meanwhile.run();
        System.out.println(exchange.verify(source, sink));
        List.of(alicesShim, bobsShim, sink).forEach(Program::close);
    }

    /** Starts somebody who wants a line to the same peer; whether there is one, the caller finds out. */
    Program startCall() {
        return peers.start(alice, "call", null, List.of(bobsPid, "--local", "127.0.0.1:0", "--plain"));
    }

    @Override
    public void close() {
        site.close();
    }
}
