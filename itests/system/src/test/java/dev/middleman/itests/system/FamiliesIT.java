package dev.middleman.itests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.exchange.FileExchange;
import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.NamespaceSite;
import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Site;
import dev.middleman.itests.system.net.Stack;
import dev.middleman.itests.system.net.Tools;
import dev.middleman.itests.system.node.Network;
import dev.middleman.itests.system.node.Node;
import dev.middleman.itests.system.node.Peers;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Peers that have one IP family each: the middle-man has both, so any two of them can talk. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FamiliesIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** More than an IPv6 packet of 1,500 bytes takes (1,452): the largest ones cross such a leg in fragments. */
    private static final int LARGEST = 1_472;

    private static final int ONE_OF_EACH_SIZE = LARGEST * (LARGEST + 1) / 2;
    private static final int KBIT = 12_000;

    private Site site;
    private Network network;
    private Host kaHost;
    private Peers peers;
    private Node middleman;

    @BeforeAll
    void startNodes(@TempDir Path folder) {
        Tools.needNamespaces();
        site = new NamespaceSite(folder);
        kaHost = site.host("ka");
        network = new Network(site, folder, kaHost);
        // One socket for both families; and the server sees the middle-man at one of its two addresses only.
        network.startKa(
                Map.of("bind", "::", "publicHost", kaHost.ip4().getHostAddress(), "allowUnseenEndpoints", true));
        middleman = network.startMiddleman(site.host("m1"));
        peers = new Peers(folder, network.newRealm());
        middleman.awaitReady().awaitRegistered(LIMIT);
    }

    @AfterAll
    void stopNodes() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    void shouldJoinAnIp4LegToAnIp6Leg() {
        exchange(site.host("alice4", Stack.IP4), site.host("bob6", Stack.IP6));
    }

    @Test
    void shouldCarryALineOverIp6Alone() {
        exchange(site.host("alice6", Stack.IP6), site.host("bob66", Stack.IP6));
    }

    private void exchange(Host caller, Host called) {
        FileExchange exchange = new FileExchange(ONE_OF_EACH_SIZE, LARGEST, KBIT);
        String pid = peers.newId(called.name());
        Program sink = exchange.sinkAt(called, "127.0.0.1:0");
        peers.listen(called, "127.0.0.1:" + FileExchange.port(sink), "--ka", kaAddressFor(called));
        Program shim = peers.call(caller, pid, "--ka", kaAddressFor(caller));

        System.out.println(exchange.verify(exchange.sourceCalling(caller, Peers.local(shim)), sink));

        assertThat(middleman.total("SEND_FAILED")).isZero();
    }

    private String kaAddressFor(Host host) {
        InetAddress ip = host.stack().hasIp4() ? kaHost.ip4() : kaHost.ip6();
        return network.kaAddress(ip);
    }
}
