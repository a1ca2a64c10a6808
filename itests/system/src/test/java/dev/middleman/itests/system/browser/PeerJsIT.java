package dev.middleman.itests.system.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.LoopbackSite;
import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The peer in JavaScript: by itself and against the vectors that the Java tests load. */
class PeerJsIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private Site site;

    @BeforeEach
    void openSite() {
        NodeJs.need();
        site = new LoopbackSite(folder);
    }

    @AfterEach
    void closeSite() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    @Timeout(120)
    void shouldPassItsOwnTests() throws IOException {
        Path failing = Files.writeString(
                folder.resolve("failing.test.mjs"),
                "import { test } from 'node:test'; test('fails', () => { throw new Error('planted'); });");
        assertThat(NodeJs.test(site.host("control")::start, Map.of(), LIMIT, List.of(failing)))
                .as("a test that fails")
                .satisfies(verdict -> assertThat(verdict.status()).isNotZero())
                .satisfies(verdict -> assertThat(verdict.tally()).containsEntry("fail", 1));

        NodeJs.test(site.host("node")::start, Map.of(), LIMIT, ownTests()).assertPassed(20);
    }

    private static List<Path> ownTests() throws IOException {
        try (Stream<Path> files = Files.list(NodeJs.folder().resolve("test"))) {
            return files.filter(file -> file.toString().endsWith(".test.js"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tsconfig.json", "tsconfig.tests.json"})
    @Timeout(120)
    void shouldHaveSourcesOfTheTypesThatTheySay(String which) {
        Path compiler = NodeJs.needPackage("typescript").resolve("bin/tsc");
        String project = NodeJs.folder().resolve(which).toString();

        Program check = site.host("node").start("tsc", List.of("node", compiler.toString(), "-p", project));

        assertThat(check.awaitExit(LIMIT)).as(check.tail()).isZero();
    }
}
