package dev.middleman.itests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.node.Conf;
import dev.middleman.itests.system.node.Distribution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mistakes in configuration files. A node lives on without the part that they are about, says what is wrong with which
 * value, and takes the mended file at once.
 */
class ConfigurationIT {

    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    /** Seconds in which the good parts of a node are up on any machine. */
    private static final String ENOUGH = "10";

    private static final String ENGINE = "dev.middleman.engine";
    private static final String KA_SERVER = "dev.middleman.ka.server";
    private static final String KA_CLIENT = "dev.middleman.ka.client";

    @TempDir
    Path folder;

    private Conf conf;
    private Program node;

    @BeforeEach
    void makeFolder() {
        conf = new Conf(folder.resolve("conf"));
    }

    @AfterEach
    void killNode() {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void shouldNameEachMistakeOfAMiddlemanAndRunTheOthers() {
        Map<String, String> mistakes = new LinkedHashMap<>();
        mistakes.put("name = a b", "name \"a b\" is not 1 to 64 letters");
        mistakes.put("shards = 65", "shards 65 is not in 1..64");
        mistakes.put("shards = 9", "shards 9 are more than the 8 ports");
        mistakes.put("ip4 = nonsense", "ip4 \"nonsense\" is not an IPv4 literal");
        mistakes.put("ip4 = ::1", "ip4 \"::1\" is not an IPv4 literal");
        mistakes.put("ip4 = 0.0.0.0", "ip4 \"0.0.0.0\" is the wildcard");
        mistakes.put("ip4 =", "ip4 and ip6 are both empty");
        mistakes.put("ip6 = 127.0.0.1", "ip6 \"127.0.0.1\" is not an IPv6 literal");
        mistakes.put("publicIp6 = 2001:db8::1", "the public address for ip6 is set, but ip6 is empty");
        mistakes.put("ports = some", "ports \"some\"");
        mistakes.put("ports = 70000-70001", "ports \"70000-70001\"");
        mistakes.put("ports = 20001-20000", "ports \"20001-20000\"");
        mistakes.put("ports = ephemeral:0", "ports \"ephemeral:0\"");
        mistakes.put("ports = ephemeral:4097", "ports \"ephemeral:4097\"");
        mistakes.put("idleSeconds = 0", "idleSeconds 0 is not in 1..600");
        mistakes.put("idleSeconds = soon", "\"soon\"");
        mistakes.put("allowLoopback = false\nidleSeconds = 14", "idleSeconds 14 is not in 15..600");
        mistakes.put("hardEndSeconds = 604801", "hardEndSeconds 604801 is not in 1..604800");
        mistakes.put("maxSessions = 0", "maxSessions 0 is not in 1..4000000");
        mistakes.put("kbitPerSecond = 7", "kbitPerSecond 7 is not in 8..");
        mistakes.put("datagramsPerSecond = 0", "datagramsPerSecond 0 is not in 1..");
        mistakes.put("legsPerSource = 0", "legsPerSource 0 is not in 1..");
        mistakes.put("ownerPercent = 101", "ownerPercent 101 is not in 1..100");
        mistakes.put("pendingPercent = 0", "pendingPercent 0 is not in 1..100");
        mistakes.put("macChecksPerSecond = 15", "macChecksPerSecond 15 is not in 16..");
        mistakes.put("socketBufferBytes = 1", "socketBufferBytes 1 is not in 65536..");
        mistakes.put("owners = -1", "owners -1 is not in 0..65536");
        int number = 0;
        for (String mistake : mistakes.keySet()) {
            write(ENGINE + "-bad" + ++number, goodMiddleman("bad" + number), mistake);
        }
        // An address of nobody: from the documentation's range.
        write(ENGINE + "-bad" + ++number, goodMiddleman("bad" + number), "ip4 = 192.0.2.99");
        write(ENGINE + "-good", goodMiddleman("good"), "");
        write(ENGINE + "-same", goodMiddleman("good"), "");

        node = start("--ready-seconds", ENOUGH);

        String notReady = node.awaitLine("^NOT READY.*", START).group();
        awaitSaid(mistakes.values());
        // In the words of whichever transport serves here.
        node.awaitLine("cannot bind an ephemeral port|a port of the system's choice cannot be bound", LIMIT);
        node.awaitLine("name \"good\" is taken by another middle-man", LIMIT);
        assertThat(notReady).isEqualTo("NOT READY middle-man: 1 of " + (number + 2) + "; waiting");
    }

    @Test
    void shouldNameEachMistakeOfAKaServerAndServeWhenItIsMended() throws Exception {
        Path garbage = Files.writeString(folder.resolve("garbage.p12"), "not a key store");
        Map<String, String> mistakes = new LinkedHashMap<>();
        mistakes.put("bind = nonsense", "bind nonsense is not an IP address");
        mistakes.put("bind = 0.0.0.0", "publicHost is empty, and 0.0.0.0");
        mistakes.put("port = 65536", "port 65536 is not in 0..65535");
        mistakes.put("identityFile = " + garbage, "identityFile " + garbage + " cannot be read as PKCS12");
        mistakes.put(".identityPassword = wrong one", "ka.p12 cannot be read as PKCS12");
        mistakes.put("realms = nowhere.json", "realms nowhere.json is neither a realm id nor a realm document");
        mistakes.put(
                "realms = " + "?".repeat(43),
                "realms " + "?".repeat(43) + " is neither a realm id nor a realm document");
        mistakes.put("admission = some", "admission some is not open, keys or token");
        mistakes.put("admission = token", "the invite token has 0 bytes, not 1..64");
        mistakes.put("admission = keys\nmiddlemanKeys = short", "middlemanKeys short is not base64url of 32 bytes");
        mistakes.put("k = 9", "k 9 is not in 1..8");
        mistakes.put("refusalWaitMs = 8001", "refusalWaitMs 8001 is not in 100..8000");
        mistakes.put("holdWaitMs = 99", "holdWaitMs 99 is not in 100..2000");
        mistakes.put("commitWaitMs = 0", "commitWaitMs 0 is not in 100..1000");
        mistakes.put("lookUpsPerMinute = 0", "lookUpsPerMinute 0 is not in 1..100000");
        mistakes.put("spreadSeconds = 601", "spreadSeconds 601 is not in 1..600");
        String good = "bind = 127.0.0.1\nport = 0\nidentityFile = " + folder.resolve("ka.p12")
                + "\n.identityPassword = right one\n";
        write(KA_SERVER, good, "k = 0");
        node = start("--ready-seconds", "1");
        node.awaitLine("k 0 is not in 1\\.\\.8", START);
        node.awaitLine("^NOT READY KA server: 0 of 1; waiting$", START);

        mistakes.forEach((mistake, message) -> {
            int mark = node.mark();
            write(KA_SERVER, good, mistake);
            node.awaitLine(mark, Pattern.quote(message), LIMIT);
        });
        assertThat(node.output()).noneMatch(line -> line.startsWith("READY"));
        write(KA_SERVER, good, "");

        node.awaitLine("^KA server coaps://127\\.0\\.0\\.1:\\d+/m2#sha256=[\\w-]{43}$", LIMIT);
        node.awaitLine("^READY after", LIMIT);
    }

    @Test
    void shouldNameEachMistakeOfARegistration() {
        String pin = "A".repeat(43);
        Map<String, String> mistakes = new LinkedHashMap<>();
        mistakes.put("", "number of servers 0 is not in 1..16");
        mistakes.put("servers = ka.example.org", "servers: ka.example.org is not coaps://host:port/m2#sha256=");
        mistakes.put("servers = coap://127.0.0.1:5683/m2#sha256=" + pin, "servers: coap://127.0.0.1:5683/m2#sha256=");
        mistakes.put("servers = coaps://127.0.0.1:5684/m2#sha256=AAAA", "sha256=AAAA is not coaps://host:port/m2");
        String good = "servers = coaps://127.0.0.1:9/m2#sha256=" + pin + "\n";
        mistakes.put(good + "lifetimeSeconds = 29", "lifetimeSeconds 29 is not in 30..3600");
        mistakes.put(good + "operator = " + "o".repeat(65), "operator's length 65 is not in 0..64");
        mistakes.put(good + ".token = " + "t".repeat(65), ".token's length in bytes 65 is not in 0..64");
        mistakes.put(good + "keyFile = nowhere.pem", "nowhere.pem");
        mistakes.put(good + "local = here", "local here is not an IPv4 or IPv6 literal");
        write(ENGINE + "-m1", goodMiddleman("m1"), "");
        int number = 0;
        for (String mistake : mistakes.keySet()) {
            write(KA_CLIENT + "-bad" + ++number, "", mistake);
        }

        node = start("--ready-seconds", ENOUGH);

        node.awaitLine("^NOT READY KA registration: 0 of " + number + "; waiting$", START);
        awaitSaid(mistakes.values());
    }

    @Test
    void shouldNotStartWithAPasswordThatNoKeyStoreTakes() {
        write(KA_SERVER, "bind = 127.0.0.1\nport = 0\nidentityFile = new.p12\n", ".identityPassword = five5");

        node = start();

        assertThat(node.awaitExit(START)).isEqualTo(1);
        assertThat(node.errors()).singleElement().asString().contains(".identityPassword has 5 characters");
    }

    private void awaitSaid(Collection<String> messages) {
        messages.forEach(message -> node.awaitLine(Pattern.quote(message), LIMIT));
    }

    private static String goodMiddleman(String name) {
        return "name = " + name + "\nip4 = 127.0.0.1\nports = ephemeral:8\nallowLoopback = true\n";
    }

    private void write(String pid, String good, String mistake) {
        // Of two lines for one key the last one counts.
        conf.with(pid, good + mistake + "\n");
    }

    private Program start(String... options) {
        List<String> command = new ArrayList<>(
                Distribution.shared().command("run", "--conf", conf.folder().toString()));
        command.addAll(List.of(options));
        return Program.start("node", folder, command);
    }
}
