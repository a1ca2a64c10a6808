package dev.middleman.itests.system.contents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.node.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.cyclonedx.Version;
import org.cyclonedx.exception.ParseException;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the archive says of its own contents: the checksums, and the list of what is inside. */
class ContentsIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String CHECKSUMS = "SHA256SUMS";

    @TempDir
    Path temporary;

    private Path folder;
    private Path list;
    private Contents contents;

    @BeforeEach
    void unpack() {
        folder = Distribution.unpack(temporary).folder();
        list = folder.resolve("share").resolve("sbom.cdx.json");
        contents = new Contents(folder);
    }

    @Test
    void shouldHaveTheChecksumOfEveryFile() throws IOException {
        Program untouched = compare();
        Files.writeString(folder.resolve("README"), "another line\n", StandardOpenOption.APPEND);
        Program changed = compare();

        assertThat(changed.awaitExit(LIMIT)).isEqualTo(1);
        assertThat(changed.output()).containsExactly("README: FAILED");
        assertThat(untouched.awaitExit(LIMIT)).isZero();
        assertThat(Files.readAllLines(folder.resolve(CHECKSUMS)))
                .extracting(line -> line.substring(line.indexOf("  ") + 2))
                .containsExactlyInAnyOrderElementsOf(contents.files().stream()
                        .filter(file -> !file.equals(CHECKSUMS))
                        .toList());
    }

    @Test
    void shouldHaveAValidListOfWhatIsInside() throws Exception {
        needList();
        Path planted = temporary.resolve("planted.json");
        Files.writeString(planted, Files.readString(list).replaceFirst("\"library\"", "\"gadget\""));

        assertThat(faults(planted)).isNotEmpty();
        assertThat(faults(list)).isEmpty();
    }

    @Test
    void shouldListEveryJarByVersionAndChecksum() throws Exception {
        needList();
        Bom bom = bom();
        assertThat(contents.unlisted(bom)).isEmpty();
        assertThat(contents.unlistedCarried(bom)).isEmpty();

        Path shell = only("org.apache.felix.gogo.shell");
        Files.write(shell, new byte[] {0}, StandardOpenOption.APPEND);
        component(bom, "picocli").setVersion("0");
        bom.getComponents().remove(component(bom, "middleman-peer"));
        bom.getComponents().remove(component(bom, "scandium"));

        assertThat(contents.unlisted(bom))
                .containsExactlyInAnyOrder(
                        folder.relativize(shell).toString(),
                        folder.relativize(only("picocli")).toString(),
                        "lib/peer/middleman-peer.jar");
        assertThat(contents.unlistedCarried(bom)).containsExactly("scandium");
    }

    @Test
    void shouldListNothingThatIsNotThere() throws Exception {
        needList();
        Bom bom = bom();
        assertThat(bom.getComponents()).isNotEmpty();
        assertThat(contents.absent(bom)).isEmpty();

        Component ghost = new Component();
        ghost.setName("ghost");
        ghost.setVersion("1");
        ghost.setHashes(List.of());
        bom.addComponent(ghost);
        Files.delete(only("dev.middleman.coap"));

        assertThat(contents.absent(bom))
                .contains("ghost 1")
                .anyMatch(found -> found.startsWith("dev.middleman.coap "))
                .anyMatch(found -> found.startsWith("scandium "));
    }

    private Program compare() {
        Program program = Program.start(
                "sha256sum",
                folder,
                List.of("env", "LC_ALL=C", "sha256sum", "--check", "--strict", "--quiet", CHECKSUMS));
        program.awaitExit(LIMIT);
        return program;
    }

    static void needList() {
        assumeFalse(
                System.getProperty("middleman.build").equals("offline=true"),
                "skipped: an offline build (mvn -o) makes no list of what is inside");
    }

    private static List<ParseException> faults(Path file) throws IOException {
        return new JsonParser().validate(file.toFile(), Version.VERSION_16);
    }

    private Bom bom() throws ParseException {
        return new JsonParser().parse(list.toFile());
    }

    private static Component component(Bom bom, String name) {
        return bom.getComponents().stream()
                .filter(component -> component.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Path only(String name) {
        return contents.files().stream()
                .filter(file -> file.contains("/" + name + "-"))
                .map(folder::resolve)
                .findFirst()
                .orElseThrow();
    }
}
