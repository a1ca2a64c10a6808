package dev.middleman.ka.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.coap.CoapClient;
import dev.middleman.coap.CoapServer;
import dev.middleman.ka.server.RunningKa;
import dev.middleman.testkit.control.TestIdentity;
import dev.middleman.testkit.time.RealTime;
import dev.middleman.wire.control.Line;
import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the very script of the protocol tutorial: strangers' programs get a line. */
class StockClientsTest {
    private static final Path SCRIPT = Path.of("..", "..", "docs", "tutorial", "stock-clients.sh");

    @TempDir
    Path folder;

    private final RealTime time = new RealTime(40);
    private final FakeRelay relay = new FakeRelay("127.0.0.1");
    private RunningKa ka;
    private KaClient node;

    @BeforeEach
    void start() throws Exception {
        ka = RunningKa.start(TestIdentity.pkcs12(folder, "ka"), 0, time, new CoapServer());
        node = new KaClient(
                new Node(relay, Ed25519.generate(), "us", Octets.EMPTY, 120),
                List.of(KaAddress.parse(ka.address())),
                new CoapClient(),
                new Alarm(time, time),
                new SecureRandom());
        node.start(false);
        time.await("the middle-man is registered", () -> ka.totals().middleMen() == 1);
    }

    @AfterEach
    void stop() {
        TestPeer.get(node.stop());
        ka.close();
        time.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"coap-client-openssl", "coap-client-gnutls"})
    @Timeout(120)
    void shouldGiveStockClientsALine(String client) throws Exception {
        for (String needed : List.of("bash", "openssl", "basenc", client)) {
            assumeTrue(isThere(needed), needed + " is not installed");
        }
        Path output = folder.resolve("output");
        ProcessBuilder script = new ProcessBuilder("bash", SCRIPT.toString(), ka.address())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        script.environment().put("COAP_CLIENT", client);

        Process running = script.start();
        boolean ended = running.waitFor(100, TimeUnit.SECONDS);
        if (!ended) {
            running.destroyForcibly();
        }

        String said = Files.readString(output);
        assertThat(ended).as("ended in time; it said:\n" + said).isTrue();
        assertThat(running.exitValue()).as("exit status; it said:\n" + said).isZero();
        Line alice = lineOf("alice", said);
        Line bob = lineOf("bob", said);
        assertThat(alice.role()).isEqualTo('a');
        assertThat(bob.role()).isEqualTo('b');
        assertThat(alice.endpoints().get(0).port()).isEqualTo(20_001);
        assertThat(bob.endpoints().get(0).port()).isEqualTo(20_002);
        assertThat(ka.totals().introduced()).isOne();
        assertThat(ka.totals().peers()).as("peers after bob left").isZero();
    }

    private static Line lineOf(String name, String said) throws Exception {
        String json = said.lines()
                .filter(line -> line.startsWith(name + ": {"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line of " + name + " in:\n" + said))
                .substring(name.length() + 2);
        return Line.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isThere(String program) throws IOException {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(":")).anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
