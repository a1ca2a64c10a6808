package dev.middleman.itests.system.trace;

import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.NamespaceSite;
import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.node.Conf;
import dev.middleman.itests.system.node.GuestBundle;
import dev.middleman.itests.system.node.Launch;
import dev.middleman.itests.system.node.Node;
import dev.middleman.itests.system.trace.guest.Guest;
import dev.middleman.testkit.trace.Findings;
import dev.middleman.testkit.trace.Needles;
import dev.middleman.testkit.trace.ProcessMemory;
import dev.middleman.testkit.trace.Search;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A middle-man in a process of its own, a crowd of peers on another host, and the search for what the one knows of the others. Its
 * sessions are opened by a bundle in the middle-man's node, because a KA server would take minutes for a thousand. Confined to the
 * test's thread.
 */
final class Scene implements AutoCloseable {
    static final String PEER4 = "peer IPv4";
    static final String PEER6 = "peer IPv6";
    static final String STRANGER = "stranger";
    static final String NOBODY = "nobody";
    static final String SID = "sid";
    static final String KEY = "key";

    /** Long enough that no session ends before all are latched, even on a busy machine. */
    private static final int IDLE_SECONDS = 10;

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final NamespaceSite site;
    /** Commands to open sessions and to look at the heap. */
    static final GuestBundle GUEST = new GuestBundle(
            Guest.class,
            List.of("SessionOpener", "HeapCommands", "Tap"),
            List.of("javax.management", "dev.middleman.api.net", "dev.middleman.api.relay"));

    private final Path folder;
    private final int sessions;
    private final Host middleman;
    private final Host elsewhere;
    private final Node node;
    private Crowd crowd;
    private long seed;
    private Program peers;
    private Search search;

    /** Starts the middle-man. */
    Scene(Path folder, Launch launch, int sessions, long seed) {
        this.folder = folder;
        this.sessions = sessions;
        this.seed = seed;
        site = new NamespaceSite(folder);
        middleman = site.host("m1");
        elsewhere = site.host("crowd");
        site.addNetworks(elsewhere, Crowd.NETWORK4, Crowd.NETWORK6);
        Path deploy = GUEST.deployFolder(folder);
        node = Node.start(middleman, conf(), launch.withArguments("--deploy", deploy.toString()));
    }

    private Conf conf() {
        Map<String, Object> engine = new LinkedHashMap<>();
        engine.put("name", "m1");
        engine.put("ip4", middleman.ip4().getHostAddress());
        engine.put("ip6", middleman.ip6().getHostAddress());
        engine.put("ports", "ephemeral:64");
        engine.put("maxSessions", 2 * sessions);
        engine.put("pendingPercent", 100);
        engine.put("legsPerSource", 1_000);
        engine.put("allowPrivate", true);
        // Allows an idle time below 15 s; nobody here uses loopback.
        engine.put("allowLoopback", true);
        engine.put("idleSeconds", IDLE_SECONDS);
        // With secret memory the search could not show that it finds anything while sessions are open.
        String target = "(middleman.memory=direct)";
        engine.put("TableMemory.target", target);
        return new Conf(folder.resolve("conf"))
                .with("dev.middleman.engine-m1", engine)
                .with("dev.middleman.transport.ffm", Map.of("TableMemory.target", target));
    }

    /** Draws addresses that the node has nowhere, neither as such nor by chance, before anybody has spoken to it. */
    void drawCrowd() {
        node.awaitReady();
        Findings before;
        do {
            seed++;
            crowd = Crowd.draw(sessions, seed);
            search = new Search(addresses());
            before = search();
        } while (found(before) > 0);
        System.out.println("crowd: seed " + seed);
    }

    private Needles addresses() {
        Needles needles = new Needles();
        crowd.ip4().forEach(address -> needles.address(PEER4, address));
        crowd.ip6().forEach(address -> needles.address(PEER6, address));
        crowd.strangers().forEach(address -> needles.address(STRANGER, address));
        crowd.nobody().forEach(address -> needles.address(NOBODY, address));
        return needles;
    }

    private static long found(Findings findings) {
        return List.of(PEER4, PEER6, STRANGER, NOBODY).stream()
                .mapToLong(findings::hits)
                .sum();
    }

    /** Opens all sessions, latches them, and lets everybody talk. @param rounds how many datagrams each peer sends */
    void meet(int rounds) {
        Path legs = folder.resolve("legs");
        node.askUntil("itest:open " + sessions + " " + legs, "opened.*|.*Exception.*", "opened " + sessions, LIMIT);
        search = new Search(withSecrets(addresses(), legs));
        peers = elsewhere.start("crowd", crowdCommand());
        tell("latch " + legs, "^LATCHED " + 2 * sessions);
        talk(rounds);
        tell("stray", "^STRAYED");
    }

    void talk(int rounds) {
        tell("talk " + rounds, "^TALKED " + 2 * sessions * rounds);
    }

    /** Looks through all of the node's memory while the peers go on talking. */
    Findings searchWhileTheyTalk() {
        peers.type("hum");
        Findings findings = search();
        int mark = peers.mark();
        peers.type("stray");
        peers.awaitLine(mark, "^HUMMED", LIMIT);
        return findings;
    }

    private void tell(String command, String answer) {
        int mark = peers.mark();
        peers.type(command);
        peers.awaitLine(mark, answer, LIMIT);
    }

    private static Needles withSecrets(Needles needles, Path legs) {
        try {
            for (Leg leg : Leg.read(legs)) {
                needles.secret(SID, leg.sid());
                needles.secret(KEY, leg.key());
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return needles;
    }

    private List<String> crowdCommand() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                CrowdMain.class.getName(),
                Integer.toString(sessions),
                Long.toString(seed),
                middleman.ip4().getHostAddress(),
                middleman.ip6().getHostAddress());
    }

    /** Lets half of the peers say goodbye, and the others go away without a word; returns when the node has no session any more. */
    void part() {
        tell("leave " + sessions / 2, "^LEFT");
        peers.kill();
        awaitNoSessions();
    }

    private void awaitNoSessions() {
        node.askUntil("middleman:totals --json", "\"live\": \\d+.*", "\"live\": 0,", LIMIT);
        node.askUntil("middleman:totals --json", "\"reserved\": \\d+.*", "\"reserved\": 0,", LIMIT);
    }

    /** Looks through all of the node's memory. */
    Findings search() {
        return new ProcessMemory(node.program().pid()).search(search);
    }

    /** What this node should know nothing of. */
    Search needles() {
        return search;
    }

    Host elsewhere() {
        return elsewhere;
    }

    Node node() {
        return node;
    }

    Host middleman() {
        return middleman;
    }

    Crowd crowd() {
        return crowd;
    }

    @Override
    public void close() {
        site.close();
    }
}
