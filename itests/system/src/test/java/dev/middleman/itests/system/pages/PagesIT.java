package dev.middleman.itests.system.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every block of code on a page is run by a test, or is a drawing. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PagesIT {

    private static List<String> unclaimed(Stream<Snippet> snippets) {
        Claims claims = Claims.all();
        return snippets.filter(snippet -> !Claims.isDrawing(snippet))
                .filter(snippet -> claims.of(snippet).isEmpty())
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

    @Test
    void shouldClaimNothingThatIsNotThere() throws Exception {
        for (Claims.Claim claim : Claims.all().list()) {
            assertThat(Pages.snippet(claim.page(), claim.key())).isNotNull();
            Path test = Pages.project().resolve(claim.test());
            assertThat(test).as(claim.key()).isRegularFile();
            assertThat(Files.readString(test))
                    .as(claim.test() + " for " + claim.key())
                    .contains(claim.evidence());
        }
    }
}
