package dev.middleman.itests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Tools;
import dev.middleman.itests.system.node.Conf;
import dev.middleman.itests.system.node.Distribution;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shell at a terminal, which {@code script} makes: the tabulator completes commands and their arguments, and nothing is written down. */
@Timeout(120)
class CompletionIT {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String TAB = "\t";

    @TempDir
    Path folder;

    private Program node;

    @BeforeEach
    void start() {
        Tools.need("script");
        Conf conf = new Conf(folder.resolve("conf"))
                .with(
                        "dev.middleman.engine-m1",
                        Map.of("name", "m1", "ip4", "127.0.0.1", "ports", "ephemeral:8", "allowLoopback", true));
        String run = String.join(
                " ",
                Distribution.shared().command("run", "--conf", conf.folder().toString()));
        node = Program.start(
                "node",
                folder,
                List.of("env", "TERM=xterm", "HOME=" + folder, "script", "-q", "-e", "-c", run, "/dev/null"));
        node.awaitLine("READY after", START);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void shouldCompleteTheNameOfACommand() {
        int mark = node.mark();
        node.type("middleman:polic");
        node.awaitLine(mark, "not found", LIMIT);
        mark = node.mark();
        node.type("middleman:polic" + TAB);
        node.awaitLine(mark, "^admission +none", LIMIT);
        assertThat(folder.resolve(".gogo.history")).doesNotExist();
    }

    @Test
    void shouldCompleteTheArgumentsOfACommand() {
        int mark = node.mark();
        node.type("middleman:swap netty-n");
        node.awaitLine(mark, "\"netty-n\"", LIMIT);
        mark = node.mark();
        node.type("middleman:swap netty-n" + TAB + "m" + TAB);
        node.awaitLine(mark, "m1: .* -> netty-nio, ", LIMIT);
        mark = node.mark();
        node.type("middleman:drain o" + TAB);
        node.awaitLine(mark, "^m1 +no", LIMIT);
        mark = node.mark();
        node.type("middleman:policies --j" + TAB);
        node.awaitLine(mark, "\"admission\": \\[", LIMIT);
    }
}
