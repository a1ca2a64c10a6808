package dev.middleman.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import dev.middleman.wire.id.KaAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.LogReaderService;
import org.slf4j.LoggerFactory;

/** The KA server by HTTPS, in the container and with the HTTP server of the distribution, asked by curl. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HttpsIT {

    private static final String RUNTIME = "org.osgi.service.servlet.runtime.HttpServiceRuntime";
    private static final String HOST = "127.0.4.2";

    private final BundleContext context = Bundles.context();
    private final Village village = context == null ? null : new Village(context);
    private final List<String> said = new CopyOnWriteArrayList<>();
    private String pin;

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() {
        return new Option[] {Distribution.node(), Distribution.http()};
    }

    @Before
    public void open() throws Exception {
        for (String needed : List.of("bash", "curl", "openssl", "basenc")) {
            assumeTrue(needed + " is not installed", isThere(needed));
        }
        village.services().one(LogReaderService.class).addLogListener(entry -> said.add(entry.getMessage()));
        assertThat(endpoint()).as("a server before it is configured").isEmpty();
        village.open(context);
        String identity = context.getProperty("middleman.demo.identity");
        village.update(
                village.admin().getConfiguration("org.apache.felix.http", "?"),
                Map.of(
                        "org.apache.felix.http.enable",
                        false,
                        "org.apache.felix.https.enable",
                        true,
                        "org.apache.felix.http.host",
                        HOST,
                        "org.osgi.service.http.port.secure",
                        0,
                        "org.apache.felix.https.keystore",
                        identity,
                        "org.apache.felix.https.keystore.type",
                        "PKCS12",
                        "org.apache.felix.https.keystore.password",
                        Distribution.PASSWORD,
                        "org.apache.felix.https.keystore.key.password",
                        Distribution.PASSWORD));
        village.update(village.admin().getConfiguration("dev.middleman.ka.http", "?"), Map.of("maxWaiting", 100));
        pin = KaAddress.parse(village.ka().address()).kaId().toBase64Url();
        village.services().await("the HTTP server", () -> !endpoint().isEmpty());
        village.services().await("the resources: " + headAndBody("GET", "/m2/n"), () -> status("GET", "/m2/n") == 200);
    }

    @After
    public void close() throws Exception {
        village.close();
    }

    private static boolean isThere(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(":")).anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    /** {@code https://host:port}; empty while there is none. */
    private String endpoint() {
        ServiceReference<?> runtime = context.getServiceReference(RUNTIME);
        Object endpoints = runtime == null ? null : runtime.getProperty("osgi.http.endpoint");
        return endpoints instanceof String[] all
                ? Stream.of(all)
                        .filter(url -> url.startsWith("https://"))
                        .findFirst()
                        .map(url -> url.substring(0, url.lastIndexOf('/')))
                        .orElse("")
                : "";
    }

    private String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes());
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return output + (process.exitValue() == 0 ? "" : "\nexit status " + process.exitValue());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private int status(String method, String path, String... more) {
        String answer = curl(method, path, Stream.concat(Stream.of("-w", "\n%{http_code}"), Stream.of(more)));
        return Integer.parseInt(answer.substring(answer.lastIndexOf('\n') + 1).strip());
    }

    private String curl(String method, String path, Stream<String> more) {
        String key = Base64.getEncoder().encodeToString(Base64.getUrlDecoder().decode(pin));
        Stream<String> tls =
                Stream.of("curl", "-sS", "--max-time", "20", "-k", "--pinnedpubkey", "sha256//" + key, "-X", method);
        return run(Stream.of(tls, more, Stream.of(endpoint() + path))
                .flatMap(part -> part)
                .toArray(String[]::new));
    }

    private String headAndBody(String method, String path, String... more) {
        return curl(method, path, Stream.concat(Stream.of("-i"), Stream.of(more)))
                .replaceAll("(?i)date: [^\r\n]*", "");
    }

    @Test(timeout = 120_000)
    public void shouldGiveCurlALine() throws Exception {
        Path script = Path.of(System.getProperty("tutorial"), "curl.sh");
        LoggerFactory.getLogger(HttpsIT.class).error("planted 127.0.0.1");
        village.services().await("a planted address", () -> said.removeIf(text -> text.contains("127.0.0.1")));

        String output = run("bash", script.toString(), endpoint() + "/m2", pin);

        assertThat(output).contains("alice: {\"v\":1", "bob: {\"v\":1").endsWith("done\n");
        assertThat(village.ka().totals().introduced()).isOne();
        assertThat(village.ka().totals().peers()).as("peers after bob left").isZero();
        assertThat(said).as("log entries with somebody's address").noneMatch(text -> text.contains("127.0.0.1"));
    }

    @Test(timeout = 120_000)
    public void shouldRefuseEverythingUnknownInOneWay() {
        String expected = headAndBody("GET", "/nowhere");
        assertThat(expected).startsWith("HTTP/1.1 404").contains("nothing here").doesNotContainIgnoringCase("jetty");

        assertThat(headAndBody("POST", "/m2/m")).as("a middle-man").isEqualTo(expected);
        assertThat(headAndBody("GET", "/m2/p/me/in")).as("no token").isEqualTo(expected);
        assertThat(headAndBody("GET", "/m2/p/me/in", "-H", "Authorization: Bearer AAECAwQFBgcICQoLDA0ODw"))
                .as("a token of nobody")
                .isEqualTo(expected);
        String nobody =
                "{\"realm\":\"" + "A".repeat(43) + "\",\"to\":\"2001:db8::1\",\"txn\":\"AAAAAAAAAAE\",\"af\":4}";
        assertThat(headAndBody("POST", "/m2/x", "-H", "Content-Type: application/json", "-d", nobody))
                .as("a target that is not there")
                .isEqualTo(expected);
    }

    @Test(timeout = 120_000)
    public void shouldRefuseWhatIsTooMuchOrNotJson() {
        assertThat(status("POST", "/m2/x", "-H", "Content-Type: application/json", "-d", "x".repeat(1_025)))
                .isEqualTo(413);
        assertThat(status("POST", "/m2/x", "-H", "Content-Type: text/plain", "-d", "{}"))
                .isEqualTo(415);
        assertThat(status("POST", "/m2/x", "-H", "Content-Type: application/json", "-d", "{}"))
                .isEqualTo(400);
        assertThat(status("POST", "/m2/p", "-H", "Content-Type: application/json", "-d", "{}"))
                .isEqualTo(400);
        assertThat(status("PUT", "/m2/n")).isEqualTo(405);
    }
}
