package dev.middleman.itests.system.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every block of code on a page is run by a test, from its first line to its last, or is a drawing. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PagesIT {

    private static List<String> unclaimed(Stream<Snippet> snippets) {
        Claims claims = Claims.all();
        return snippets.filter(snippet -> !Claims.isDrawing(snippet))
                .filter(snippet -> !claims.isClaimed(snippet))
                .map(Snippet::where)
                .toList();
    }

    @Test
    void shouldHaveATestForEveryBlock() {
        assertThat(unclaimed(Pages.snippets("README.md", "Text\n\n    rm -rf /\n\n```\nls\n```\n").stream()))
                .as("blocks that nobody runs are found")
                .containsExactly("README.md:3 (rm -rf /)", "README.md:5 (ls)");

        assertThat(unclaimed(Pages.all().stream().flatMap(page -> Pages.snippets(page).stream())))
                .isEmpty();
    }

    private static List<String> unclaimed(String page, String text) {
        return unclaimed(Pages.snippets(page, text).stream());
    }

    @Test
    void shouldFindALineThatWasAddedToABlock() {
        assertThat(unclaimed("README.md", "    mvn verify\n")).as("as it is").isEmpty();
        assertThat(unclaimed("README.md", "    mvn verify\n    ls\n"))
                .as("one that is not taken from the page")
                .containsExactly("README.md:1 (mvn verify)");

        String drawing = "    commit             a leg latches         the other latches\n           ------>\n";
        assertThat(unclaimed("docs/protocol.md", drawing)).isEmpty();
        assertThat(unclaimed("docs/protocol.md", drawing + "    mvn nosuch\n"))
                .as("a drawing with something to type")
                .hasSize(1);
    }

    @Test
    void shouldFindALineThatATestTookAndDidNotRun() {
        Snippet block = Pages.snippets("README.md", "    ls\n\n    pwd  # where\n    whoami\n")
                .get(0);
        assertThat(WholeBlocks.complaints(List.of(block)))
                .as("a test that only knows how it begins")
                .containsExactly("README.md:1 (ls): [ls, pwd, whoami]");
        assertThat(block.commands().get(0)).isEqualTo("ls");
        assertThat(block.commands().get(1)).isEqualTo("pwd");
        assertThat(WholeBlocks.complaints(List.of(block)))
                .as("a line that was added since")
                .containsExactly("README.md:1 (ls): [whoami]");
        assertThat(block.commands().get(2)).isEqualTo("whoami");
        assertThat(WholeBlocks.complaints(List.of(block))).isEmpty();
        assertThatThrownBy(block::only).isInstanceOf(AssertionError.class).hasMessageContaining("has 3 lines");

        Snippet text = Pages.snippets("README.md", "    a = 1\n    b = 2\n").get(0);
        assertThat(text.text("b = 2", "b = 3")).isEqualTo("a = 1\nb = 3\n");
        assertThat(WholeBlocks.complaints(List.of(text))).isEmpty();
        assertThatThrownBy(() -> text.text("b = 4", "b = 3"))
                .as("a line that was changed since")
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void shouldWatchEveryTestThatTakesABlock() {
        assertThat(WholeBlocks.isWatching()).isTrue();
        Snippet block = Pages.snippet("README.md", "runtime/middleman run --help");
        assertThat(block.commands().get(0)).isEqualTo(block.key());
        assertThat(WholeBlocks.complaints(WholeBlocks.forget()))
                .singleElement()
                .asString()
                .contains(": [runtime/middleman doctor, ");
    }

    @Test
    void shouldClaimNothingThatIsNotThere() throws Exception {
        for (Claims.Claim claim : Claims.all().list()) {
            assertThat(Pages.snippets(claim.page()).stream().filter(claim::isFor))
                    .as(claim.page() + ": " + claim.key())
                    .hasSize(1);
            Path test = Pages.project().resolve(claim.test());
            assertThat(test).as(claim.key()).isRegularFile();
            assertThat(Files.readString(test))
                    .as(claim.test() + " for " + claim.key())
                    .contains(claim.evidence());
        }
    }
}
