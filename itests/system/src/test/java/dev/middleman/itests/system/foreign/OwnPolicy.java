package dev.middleman.itests.system.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Tools;
import dev.middleman.itests.system.node.Distribution;
import dev.middleman.itests.system.node.Shell;
import dev.middleman.itests.system.pages.Pages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * The policy of docs/own-policy.md, which lets a middle-man carry one line at a time, built as the page says.
 *
 * @param jar what came of it
 */
record OwnPolicy(Path jar) {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    static OwnPolicy build(Path folder) throws IOException {
        Path here = Files.createDirectories(folder.resolve("own-policy"));
        Files.writeString(here.resolve("OneAtATime.java"), page("package org.example;"));
        Files.writeString(here.resolve("MANIFEST.MF"), page("Bundle-ManifestVersion: 2"));
        Path java = Path.of(System.getProperty("java.home"), "bin");
        String variables = "cd '" + here + "'; PATH='" + java + "':$PATH; MIDDLEMAN='"
                + Distribution.shared().folder() + "'\n";
        Tools.run(
                "sh",
                "-ec",
                variables
                        + page(
                                "javac --release 17 -cp \"$MIDDLEMAN/bundle/*:$MIDDLEMAN/lib/*\" -d classes OneAtATime.java"));
        return new OwnPolicy(here.resolve("one-at-a-time.jar"));
    }

    private static String page(String key) {
        return Pages.snippet("docs/own-policy.md", key).text();
    }

    /**
     * Puts it into a container's folder for bundles and takes it out again, while there is one line, which stays. The policy of
     * {@code policy-admission} has to be configured, and to let everybody in.
     */
    void comeAndGo(Path deploy, Shell shell, Surroundings surroundings) {
        awaitAsked(shell, "\"admission\"]");
        shell.askUntil("middleman:totals --json", "\"live\": \\d+", "1$", LIMIT);
        assertThat(shell.total("refused")).isZero();
        try {
            Path whole = Files.copy(jar, deploy.resolveSibling("one-at-a-time.next"));
            Path deployed =
                    Files.move(whole, deploy.resolve(jar.getFileName().toString()), StandardCopyOption.ATOMIC_MOVE);
            awaitAsked(shell, "\"one-at-a-time\", \"admission\"]");
            Program refused = surroundings.startCall();
            shell.askUntil("middleman:totals --json", "\"refused\": \\d+", "[1-9]", LIMIT);
            refused.close();
            assertThat(shell.total("live")).isOne();

            Files.delete(deployed);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        awaitAsked(shell, "\"admission\"]");
        Program served = surroundings.startCall();
        shell.askUntil("middleman:totals --json", "\"live\": \\d+", "2", LIMIT);
        served.close();
    }

    /** The shell does not know the command for a moment when policies come and go. */
    private static void awaitAsked(Shell shell, String names) {
        String wanted = "\"admission\": [" + names;
        shell.askUntil("middleman:policies --json", "\"admission\": \\[.*?]|not found", "\\Q" + wanted + "\\E", LIMIT);
    }
}
