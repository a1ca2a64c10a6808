package dev.middleman.itests.system.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.node.Launch;
import dev.middleman.testkit.trace.Findings;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Level L0: Java 17 and Netty, and what its heap holds. */
class NettyAfterwardsIT extends AfterwardsCases {

    @Override
    Launch launch() {
        return Launch.usual().withVariable("MIDDLEMAN_JAVA=" + System.getProperty("java.home"));
    }

    @Override
    String transport() {
        return "netty-epoll";
    }

    @Test
    void shouldHoldNoAddressInTheLiveHeap() {
        Findings live = dump("live", true);
        System.out.println("reachable in the heap: " + live);
        System.out.println("everything in the heap: " + dump("all", false));
        Scenes.assertNoAddress("what is reachable", live);

        byte[] raw = scene().crowd().ip4().get(0).getAddress();
        String bytes = IntStream.range(0, raw.length)
                .mapToObj(i -> Integer.toString(raw[i] & 0xff))
                .collect(Collectors.joining("-"));
        scene().node().ask("itest:keep " + bytes, "kept 1");

        assertThat(dump("kept", true).hits(Scene.PEER4))
                .as("what somebody keeps is found")
                .isPositive();
    }

    private Findings dump(String name, boolean live) {
        Path file = folder().resolve(name + ".hprof");
        scene().node().ask("itest:dump " + file + " " + live, "dumped");
        return scene().needles().file(file);
    }
}
