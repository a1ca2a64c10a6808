package dev.middleman.peer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReporterTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Reporter reporter(boolean json) {
        return new Reporter(
                json,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void shouldShowTextOfAnyLanguageAsItIs() {
        reporter(false).said("gr\u00fc\u00df dich\t\u4f60\u597d \ud83d\udc4b");

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("gr\u00fc\u00df dich\t\u4f60\u597d \ud83d\udc4b\n");
    }

    @Test
    void shouldNotLetAStrangerCommandTheTerminal() {
        reporter(false).said("a\u001b[2Jb\u009b1mc\rd\ne\u0007f\u202eg");

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("a\ufffd[2Jb\ufffd1mc\ufffdd\ufffde\ufffdf\ufffdg\n");
        assertThat(err.size()).isZero();
    }

    @Test
    void shouldKeepAStrangersTextInsideOneJsonString() {
        reporter(true).said("a\"}\n{\u001b");

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"event\":\"text\",\"text\":\"a\\\"}\\n{\\u001B\"}\n");
    }
}
