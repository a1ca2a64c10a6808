package dev.middleman.itests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.exchange.FileExchange;
import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Site;
import dev.middleman.itests.system.node.Network;
import dev.middleman.itests.system.node.Node;
import dev.middleman.itests.system.node.Peers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What happens to lines when nodes die or leave. Every test ends with a whole network again.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class FailureIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(8);
    private static final int LARGEST = 1_472;
    private static final int BYTES = 2_000_000;
    private static final int FAST_KBIT = 12_000;
    /** So slow that the exchange is under way for at least 4 s. */
    private static final int SLOW_KBIT = 4_000;

    private Site site;
    private Network network;
    private Node ka;
    private final Map<String, Node> middlemen = new TreeMap<>();
    private final Map<String, Host> hosts = new TreeMap<>();
    private Host alice;
    private Host bob;
    private Peers peers;
    private String bobsPid;
    private Program alicesShim;
    private Program bobsShim;
    private Program sink;

    @BeforeAll
    void startNodes(@TempDir Path folder) {
        site = Site.open(folder);
        Host kaHost = site.host("ka");
        alice = site.host("alice");
        bob = site.host("bob");
        network = new Network(site, folder, kaHost);
        ka = network.startKa();
        for (String name : new String[] {"m1", "m2"}) {
            hosts.put(name, site.host(name));
            middlemen.put(name, network.startMiddleman(hosts.get(name)));
        }
        peers = new Peers(folder, network.newRealm());
        bobsPid = peers.newId("bob");
        middlemen.values().forEach(node -> node.awaitReady().awaitRegistered(LIMIT));
    }

    @AfterAll
    void stopNodes() {
        site.close();
    }

    @AfterEach
    void hangUp() {
        for (Program program : new Program[] {alicesShim, bobsShim, sink}) {
            if (program != null) {
                program.close();
            }
        }
    }

    @Test
    void shouldKeepALineWhenTheKaServerIsKilledAndMakeNewOnesWhenItIsBack() {
        FileExchange exchange = openLine(FAST_KBIT);

        ka.program().kill();

        System.out.println(exchange.verify(exchange.sourceCalling(alice, Peers.local(alicesShim)), sink));
        String program = "127.0.0.1:" + FileExchange.port(sink);
        alicesShim.close();
        sink.close();

        // It comes back with nothing in its memory: middle-men and peers register again by themselves.
        ka = network.startKa();
        ka.askUntil("middleman:ka --json", "\\{\"coaps.*", "\"peers\": 1, \"middleMen\": 2", LIMIT);
        FileExchange again = new FileExchange(BYTES, LARGEST, FAST_KBIT);
        sink = again.sinkAt(bob, program);
        alicesShim = peers.call(alice, bobsPid);
        System.out.println(again.verify(again.sourceCalling(alice, Peers.local(alicesShim)), sink));
    }

    @Test
    void shouldGoOnThroughAnotherMiddlemanWhenItsOwnIsKilled() {
        goOnThroughAnother(node -> {
            node.program().kill();
            return node;
        });
    }

    @Test
    void shouldGoOnThroughAnotherMiddlemanWhenItsOwnLeavesInGoodOrder() {
        goOnThroughAnother(node -> {
            node.program().terminate();
            assertThat(node.program().awaitExit(GRACE))
                    .as(node.program().tail())
                    .isZero();
            return node;
        });
    }

    private void goOnThroughAnother(UnaryOperator<Node> end) {
        FileExchange exchange = openLine(SLOW_KBIT);
        Program source = exchange.sourceCalling(alice, Peers.local(alicesShim));
        String carrier = carrier();
        middlemen.get(carrier).askUntil("middleman:totals --json", "\\{\"m.*", "\"forwarded\": [1-9]\\d\\d", LIMIT);
        String other = carrier.equals("m1") ? "m2" : "m1";
        assertThat(middlemen.get(other).total("live")).isZero();
        long beginNs = System.nanoTime();

        end.apply(middlemen.get(carrier));

        middlemen.get(other).askUntil("middleman:totals --json", "\\{\"m.*", "\"live\": 1", LIMIT);
        System.out.println("on another middle-man after "
                + Duration.ofNanos(System.nanoTime() - beginNs).toMillis() + " ms");
        System.out.println(exchange.verify(source, sink));
        alicesShim.terminate();
        alicesShim.awaitLine("\"event\":\"closed\".*\"lines\":2,\"replaced\":1", LIMIT);

        middlemen.put(carrier, network.startMiddleman(hosts.get(carrier)));
        middlemen.get(carrier).awaitReady().awaitRegistered(LIMIT);
    }

    private String carrier() {
        return middlemen.entrySet().stream()
                .filter(node -> node.getValue().total("live") > 0)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no middle-man has a live session"));
    }

    private FileExchange openLine(int kbit) {
        FileExchange exchange = new FileExchange(BYTES, LARGEST, kbit);
        sink = exchange.sinkAt(bob, "127.0.0.1:0");
        bobsShim = peers.listen(bob, "127.0.0.1:" + FileExchange.port(sink));
        alicesShim = peers.call(alice, bobsPid);
        return exchange;
    }
}
