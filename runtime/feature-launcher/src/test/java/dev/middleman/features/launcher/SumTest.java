package dev.middleman.features.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several features as one. */
class SumTest {

    @TempDir
    Path folder;

    @Test
    void shouldHaveEachBundleOnceInTheOrderOfTheFiles() throws IOException {
        Sum sum = Sum.of(List.of(
                feature("one", "\"g:a:1\", \"g:b:jar:linux:1\"", ""), feature("two", "\"g:c:1\", \"g:a:1\"", "")));

        assertThat(sum.bundles()).extracting(Object::toString).containsExactly("g:a:1", "g:b:jar:linux:1", "g:c:1");
    }

    @Test
    void shouldTakeTheLastConfigurationOfAPid() throws IOException {
        Sum sum = Sum.of(List.of(
                feature("one", "", "\"p\": { \"x\": \"1\" }, \"f~m\": { \"y\": \"1\" }"),
                feature("two", "", "\"p\": { \"x\": \"2\" }")));

        assertThat(sum.configurations()).containsOnlyKeys("p", "f~m");
        assertThat(sum.configurations().get("p").getValues()).containsEntry("x", "2");
    }

    @Test
    void shouldRefuseTwoVersionsOfABundle() throws IOException {
        List<String> files = List.of(feature("one", "\"g:a:1\"", ""), feature("two", "\"g:a:2\"", ""));

        assertThatThrownBy(() -> Sum.of(files))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("g:a:1")
                .hasMessageContaining("g:a:2");
    }

    @Test
    void shouldSayWhichFileIsNoFeature() throws IOException {
        String file = Files.writeString(folder.resolve("bad.json"), "{ \"bundles\": [")
                .toString();

        assertThatThrownBy(() -> Sum.of(List.of(file)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bad.json");
    }

    /** @param bundles ids in quotation marks */
    private String feature(String name, String bundles, String configurations) throws IOException {
        String objects = bundles.replaceAll("(\"[^\"]+\")", "{ \"id\": $1 }");
        String text = "{ \"feature-resource-version\": \"1.0\", \"id\": \"test:" + name + ":1\", \"bundles\": ["
                + objects + "], \"configurations\": {" + configurations + "} }";
        return Files.writeString(folder.resolve(name + ".json"), text).toString();
    }
}
