package dev.middleman.itests.system.contents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.node.Distribution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cyclonedx.Version;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Dependency;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the smaller archives say of their own contents: everything that they have, and nothing that was left out. */
@Timeout(60)
class SmallerContentsIT {

    @TempDir
    Path temporary;

    @ParameterizedTest
    @CsvSource({
        "node, dev.middleman.engine, netty-transport",
        "ka-server, dev.middleman.ka.server, jgroups",
    })
    void shouldListWhatItHasAndNothingElse(String part, String bundle, String library) throws Exception {
        ContentsIT.needList();
        Path folder = Distribution.unpack("middleman." + part, temporary).folder();
        Path list = folder.resolve("share").resolve("sbom.cdx.json");
        Contents contents = new Contents(folder);
        Bom bom = new JsonParser().parse(list.toFile());

        assertThat(new JsonParser().validate(list.toFile(), Version.VERSION_16)).isEmpty();
        assertThat(bom.getMetadata().getComponent().getName()).isEqualTo("dev.middleman.smaller." + part);
        assertThat(contents.unlisted(bom)).isEmpty();
        assertThat(contents.unlistedCarried(bom)).isEmpty();
        assertThat(contents.absent(bom)).isEmpty();
        assertThat(dangling(bom)).isEmpty();

        bom.getComponents().removeIf(component -> List.of(bundle, library, "bcprov-jdk18on")
                .contains(component.getName()));

        assertThat(contents.unlisted(bom)).singleElement().asString().contains(bundle);
        assertThat(contents.unlistedCarried(bom)).containsExactlyInAnyOrder(library, "bcprov-jdk18on");
        assertThat(dangling(bom)).anyMatch(reference -> reference.contains(library));
    }

    @ParameterizedTest
    @CsvSource({"node, dev.middleman.ka.server, jgroups", "ka-server, dev.middleman.engine, netty-transport"})
    void shouldNotListWhatOnlyTheWholeOneHas(String part, String bundle, String library) throws Exception {
        ContentsIT.needList();
        Path whole = Distribution.shared().folder().resolve("share").resolve("sbom.cdx.json");
        Path folder = Distribution.unpack("middleman." + part, temporary).folder();

        List<String> absent = new Contents(folder).absent(new JsonParser().parse(whole.toFile()));

        assertThat(absent)
                .anyMatch(component -> component.startsWith(bundle + " "))
                .anyMatch(component -> component.startsWith(library + " "));
        assertThat(Files.readString(folder.resolve("share").resolve("sbom.cdx.json")))
                .doesNotContain("/" + bundle + "@", "/" + library + "@");
    }

    /** What the list says something depends on without having it. */
    private static List<String> dangling(Bom bom) {
        return bom.getDependencies().stream()
                .flatMap(dependency -> dependency.getDependencies() == null
                        ? List.<Dependency>of().stream()
                        : dependency.getDependencies().stream())
                .map(Dependency::getRef)
                .filter(reference -> bom.getComponents().stream()
                        .noneMatch(component -> component.getBomRef().equals(reference)))
                .distinct()
                .toList();
    }
}
