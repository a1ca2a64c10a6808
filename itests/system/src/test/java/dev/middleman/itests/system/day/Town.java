package dev.middleman.itests.system.day;

import dev.middleman.itests.system.day.guest.CensusActivator;
import dev.middleman.itests.system.exchange.FileExchange;
import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Site;
import dev.middleman.itests.system.node.Conf;
import dev.middleman.itests.system.node.GuestBundle;
import dev.middleman.itests.system.node.Launch;
import dev.middleman.itests.system.node.Network;
import dev.middleman.itests.system.node.Node;
import dev.middleman.itests.system.node.Peers;
import dev.middleman.itests.system.node.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A KA server, a middle-man and two peers with one line between them, which is kept for the whole day. Confined to the test's
 * thread.
 */
final class Town implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(60);
    private static final GuestBundle GUEST = new GuestBundle(
            CensusActivator.class, List.of("Census"), List.of("org.osgi.framework.wiring", "javax.management"));
    private static final int LARGEST = 1_200;
    private static final int KBIT = 4_000;

    private final Path folder;
    private final Site site;
    private final Network network;
    private final Host alice;
    private final Host bob;
    private final Host carol;
    private final Host second;
    private final Peers peers;
    private final String bobsPid;
    private final String bobsProgram;
    private final Program bobsShim;
    private Program alicesShim;
    private Node ka;
    private final Node m1;

    Town(Path folder) {
        this.folder = folder;
        site = Site.open(folder);
        network = new Network(site, folder, site.host("ka"));
        ka = network.startKa(Map.of(), withCensus("ka"));
        Host first = site.host("m1");
        second = site.host("m2");
        alice = site.host("alice");
        bob = site.host("bob");
        carol = site.host("carol");
        m1 = network.startMiddleman(first, "m1", withCensus("m1"));
        peers = new Peers(folder, network.newRealm());
        bobsPid = peers.newId("bob");
        m1.awaitReady().awaitRegistered(LIMIT);
        Program sink = new FileExchange(0, LARGEST, KBIT).sinkAt(bob, "127.0.0.1:0");
        bobsProgram = "127.0.0.1:" + FileExchange.port(sink);
        sink.close();
        bobsShim = peers.listen(bob, bobsProgram);
        alicesShim = peers.call(alice, bobsPid);
    }

    private Launch withCensus(String name) {
        try {
            Path parent = Files.createDirectories(folder.resolve("guest-" + name + "-" + System.nanoTime()));
            return Launch.usual()
                    .withArguments("--deploy", GUEST.deployFolder(parent).toString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Node ka() {
        return ka;
    }

    Node m1() {
        return m1;
    }

    /** Moves datagrams over the line of the day while something happens to it; every one has to arrive in the end. */
    void traffic(Duration length, Runnable event) {
        int bytes = Math.toIntExact(length.toMillis() * KBIT / 8);
        FileExchange exchange = new FileExchange(bytes, LARGEST, KBIT);
        try (Program sink = exchange.sinkAt(bob, bobsProgram);
                Program source = exchange.sourceCalling(alice, Peers.local(alicesShim))) {
            FileExchange.port(sink);
            event.run();
            System.out.println(exchange.verify(source, sink));
        }
    }

    /** A third peer calls and hangs up. */
    void lookUp() {
        Program caller = peers.call(carol, bobsPid);
        caller.terminate();
        caller.awaitLine("\"event\":\"closed\"", LIMIT);
        caller.close();
    }

    void restartKa() {
        ka.program().terminate();
        ka.program().awaitExit(LIMIT);
        ka = network.startKa(Map.of(), withCensus("ka"));
        m1.awaitRegistered(LIMIT);
        Terminal.of(ka).askUntil("middleman:ka --json", "\"peers\": 1, \"middleMen\": 1", LIMIT);
    }

    /** Starts a second middle-man, which a line can move to. */
    Node startSecond() {
        return network.startMiddleman(second).awaitReady().awaitRegistered(LIMIT);
    }

    /** Writes a setting into a node's file that does not fit, waits for its complaint, and mends the file. */
    void mistake(Node node, String name, String pid, String mistake, String complaint) {
        Conf conf = new Conf(folder.resolve(name));
        try {
            String good = Files.readString(conf.folder().resolve(pid + ".cfg"));
            int mark = node.program().mark();
            conf.with(pid, good + mistake + "\n");
            node.program().awaitLine(mark, complaint, LIMIT);
            conf.with(pid, good);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Ends the line and both peers. */
    void hangUp() {
        for (Program shim : List.of(alicesShim, bobsShim)) {
            shim.terminate();
            shim.awaitLine("\"event\":\"closed\"", LIMIT);
            shim.close();
        }
    }

    @Override
    public void close() {
        site.close();
    }
}
