package dev.middleman.itests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.NamespaceSite;
import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Stack;
import dev.middleman.itests.system.net.Tools;
import dev.middleman.itests.system.node.Conf;
import dev.middleman.itests.system.node.Distribution;
import dev.middleman.itests.system.pages.Pages;
import dev.middleman.itests.system.pages.Snippet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shipped for operators, against the programs that read it and the facts that it repeats. */
class ShippedFilesIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String OPERATORS = "docs/operators.md";

    @TempDir
    Path folder;

    private static Path share(String file) {
        return Distribution.shared().folder().resolve("share").resolve(file);
    }

    /** The engine's default, as its bundle tells it. */
    private static String defaultPorts() throws IOException {
        try (Stream<Path> jars = Files.list(Distribution.shared().folder().resolve("bundle"))) {
            Path engine = jars.filter(jar -> jar.getFileName().toString().startsWith("dev.middleman.engine-"))
                    .findFirst()
                    .orElseThrow();
            try (ZipFile zip = new ZipFile(engine.toFile())) {
                String metatype = zip.stream()
                        .filter(entry -> entry.getName().matches("OSGI-INF/metatype/.*\\.xml"))
                        .map(entry -> text(zip, entry))
                        .findFirst()
                        .orElseThrow();
                Matcher found = Pattern.compile("<AD [^>]*id=\"ports\"[^>]*>").matcher(metatype);
                assertThat(found.find()).isTrue();
                Matcher value = Pattern.compile("default=\"([^\"]*)\"").matcher(found.group());
                assertThat(value.find()).isTrue();
                return value.group(1);
            }
        }
    }

    private static String text(ZipFile zip, ZipEntry entry) {
        try {
            return new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void shouldExemptTheEnginesOwnPorts() throws Exception {
        assertThat(Files.readString(share("nft/middleman-notrack.nft")))
                .contains("define relay_ports = " + defaultPorts() + "\n");
    }

    @Test
    void shouldKeepTheKernelFromTrackingTheRelayPorts() throws Exception {
        Tools.needNamespaces();
        Tools.need("nft");
        Conf conf = new Conf(folder.resolve("conf"))
                .with("dev.middleman.engine-m1", Map.of("name", "m1", "ip4", "127.0.0.1"));
        Path firewall = Files.writeString(
                folder.resolve("firewall.nft"),
                "table inet itest {\n chain in {\n type filter hook input priority 0\n ct state established accept\n }\n}\n");
        try (NamespaceSite site = new NamespaceSite(folder)) {
            Host host = site.host("m1", Stack.IP4);
            assertThat(tracking(host, conf)).as("without a firewall").contains("\"weight\":\"ok\"");
            host.run("nft", "-f", firewall.toString());
            assertThat(tracking(host, conf)).as("with a firewall that tracks").contains("\"weight\":\"problem\"");
            host.run("nft", "-c", "-f", share("nft/middleman-notrack.nft").toString());
            typeOn(host, "nft -f share/nft/middleman-notrack.nft && bin/middleman doctor --level L2");
            assertThat(tracking(host, conf)).as("with the shipped rules").contains("\"weight\":\"ok\"");
            // A second time, as after a change of the ports.
            host.run("nft", "-f", share("nft/middleman-notrack.nft").toString());
            assertThat(host.run("nft", "list", "table", "inet", "middleman_notrack")
                            .split(" notrack"))
                    .hasSize(5);
        }
    }

    /** In the distribution's folder, where the page's paths begin. */
    private static void typeOn(Host host, String line) {
        String typed = Pages.snippet(OPERATORS, line).only();
        Program program = host.start(
                "page", List.of("sh", "-c", "cd '" + Distribution.shared().folder() + "' && " + typed));
        // What else the doctor finds is this machine's.
        assertThat(program.awaitExit(LIMIT)).as(program.tail()).isBetween(0, 1);
        assertThat(program.output()).as("what the doctor says").isNotEmpty();
    }

    /** What the doctor says about it. */
    private static String tracking(Host host, Conf conf) {
        Program doctor = host.start(
                "doctor",
                Distribution.shared()
                        .command(
                                "doctor",
                                "--json",
                                "--level",
                                "L2",
                                "--conf",
                                conf.folder().toString()));
        doctor.awaitExit(LIMIT);
        Matcher found = Pattern.compile("\\{\"about\":\"connection tracking\"[^}]*}")
                .matcher(String.join("\n", doctor.output()));
        assertThat(found.find()).as(doctor.tail()).isTrue();
        return found.group();
    }

    @Test
    void shouldShipAUnitThatAllowsNoFileNoSwapAndNoCore() throws Exception {
        assertThat(Files.readAllLines(share("systemd/middleman.service")))
                .contains(
                        "DynamicUser=yes",
                        "NoNewPrivileges=yes",
                        "ProtectSystem=strict",
                        "PrivateTmp=yes",
                        "LimitCORE=0",
                        "LimitMEMLOCK=infinity",
                        "MemorySwapMax=0",
                        "SystemCallFilter=@system-service memfd_secret",
                        "StandardOutput=null")
                .noneMatch(line -> line.startsWith("MemoryDenyWriteExecute"))
                .noneMatch(line -> line.startsWith("ReadWritePaths"));
    }

    @Test
    void shouldShipAUnitThatItsServiceManagerUnderstands() throws Exception {
        Tools.need("systemd-analyze");
        Path unit = unit("");
        assertThat(Tools.run("systemd-analyze", "verify", unit.toString())).isBlank();
        // It would complain.
        assertThat(Tools.run(
                        "systemd-analyze",
                        "verify",
                        unit("[Service]\nLimitCORES=0\n").toString()))
                .contains("LimitCORES");
    }

    /**
     * The page's line as it stands, but for the folder of units, which is the test's own. What runs is the shell and {@code cp};
     * {@code systemctl} is a stand-in that writes down what it is asked, since the real one would install and start a service on this
     * machine.
     */
    @Test
    void shouldShipAUnitThatIsInstalledAsThePageSays() throws Exception {
        Path units = Files.createDirectories(folder.resolve("root/etc/systemd/system"));
        List<String> asked = install(units, "middleman.service");

        assertThat(asked).containsExactly("enable", "--now", "middleman");
        assertThat(units.resolve("middleman.service")).hasSameBinaryContentAs(share("systemd/middleman.service"));
        assertThat(install(units, "nosuch.service"))
                .as("without a file to copy, nobody is asked")
                .isEmpty();
    }

    /** What the real {@code systemctl} makes of those words, below a root of the test's own: there it can start nothing. */
    @Test
    void shouldShipAUnitThatItsServiceManagerEnablesAsThePageSays() throws Exception {
        Tools.need("systemctl");
        Path root = folder.resolve("root");
        Path units = Files.createDirectories(root.resolve("etc/systemd/system"));
        List<String> words = new ArrayList<>(install(units, "middleman.service"));
        assertThat(words.remove("--now")).isTrue();
        words.addAll(0, List.of("systemctl", "--root=" + root));

        Tools.run(words.toArray(String[]::new));

        assertThat(units.resolve("multi-user.target.wants/middleman.service")).isSymbolicLink();
    }

    /** Types the page's line with a stand-in first in the path. Returns what that was asked, word by word. */
    private List<String> install(Path units, String file) throws IOException {
        Path programs = Files.createTempDirectory(folder, "programs");
        Path asked = Files.createFile(programs.resolve("asked"));
        Path standIn =
                Files.writeString(programs.resolve("systemctl"), "#!/bin/sh\nprintf '%s\\n' \"$@\" >'" + asked + "'\n");
        assertThat(standIn.toFile().setExecutable(true)).isTrue();
        String line = Pages.snippet(
                        OPERATORS,
                        "cp share/systemd/middleman.service /etc/systemd/system/ && systemctl enable --now middleman")
                .only();
        String here = Snippet.replaced(line, " /etc/systemd/system/", " " + units + "/", "middleman.service", file);
        String path = "PATH=" + programs + ":" + System.getenv("PATH");
        Program program = Program.start(line, Distribution.shared().folder(), List.of("env", path, "sh", "-c", here));
        boolean copied = program.awaitExit(LIMIT) == 0;
        assertThat(copied).as(program.tail()).isEqualTo(Files.exists(share("systemd/" + file)));
        return Files.readAllLines(asked);
    }

    @Test
    void shouldShipAUnitThatExposesLittle() throws Exception {
        Tools.need("systemd-analyze");
        Program analysis = Program.start(
                "systemd-analyze",
                folder,
                List.of(
                        "systemd-analyze",
                        "security",
                        "--offline=true",
                        "--threshold=20",
                        "--no-pager",
                        unit("").toString()));
        assumeTrue(
                analysis.awaitExit(LIMIT) == 0 || analysis.output().size() > 5,
                "skipped: this systemd-analyze cannot judge a unit that is not installed");
        System.out.println(analysis.output().get(analysis.output().size() - 1));
        assertThat(analysis.awaitExit(LIMIT)).as(analysis.tail()).isZero();
    }

    /** The shipped unit with the path of this distribution. */
    private Path unit(String more) throws IOException {
        String text = Files.readString(share("systemd/middleman.service"))
                .replace("/opt/middleman", Distribution.shared().folder().toString());
        Path units = Files.createTempDirectory(folder, "units");
        return Files.writeString(units.resolve("middleman.service"), text + more);
    }

    @Test
    void shouldShipAContainerThatIsNotRoot() throws Exception {
        List<String> lines = Files.readAllLines(share("container/Containerfile"));
        assertThat(lines).anyMatch(line -> line.matches("USER [1-9]\\d{3,}:[1-9]\\d{3,}"));
        assertThat(lines).anyMatch(line -> line.contains("podman run --read-only --tmpfs /tmp:"));
        for (String line : lines) {
            Matcher copy = Pattern.compile("COPY (\\S+) /opt/middleman/(\\S+)").matcher(line);
            if (copy.matches() && !copy.group(1).equals("bundle-java22")) {
                assertThat(copy.group(1)).isEqualTo(copy.group(2));
                assertThat(Distribution.shared().folder().resolve(copy.group(1)))
                        .exists();
            }
        }
    }
}
