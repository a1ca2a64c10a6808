package dev.middleman.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.Burst;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.TransportException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that may not open as many files as a lane has ports: a JVM of its own, started below {@code ulimit -n}. */
@Timeout(60)
class OpenFilesLimitTest {
    private static final int ALLOWED = 200;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void shouldRefuseWithBothNumbersWhenFewerAreAllowedThanItNeeds(String kind) throws Exception {
        assertRefused(kind, ALLOWED + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void shouldRefuseWithBothNumbersWhenOtherFilesTakeTooMany(String kind) throws Exception {
        assertRefused(kind, ALLOWED - 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void shouldOpenWhatFits(String kind) throws Exception {
        assertThat(said(kind, ALLOWED / 4)).contains("opened " + ALLOWED / 4);
    }

    private void assertRefused(String kind, int ports) throws Exception {
        assertThat(said(kind, ports)).contains("refused").contains(ports + " sockets").contains("only " + ALLOWED);
    }

    private String said(String kind, int ports) throws IOException, InterruptedException {
        assumeTrue(Files.isReadable(Path.of("/proc/self/limits")), "no /proc/self/limits");
        assumeTrue(!kind.equals("epoll") || EpollSwitch.obstacle() == null, "no epoll");
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(List.of(
                        "sh", "-c", "ulimit -n " + ALLOWED + " && exec \"$@\"", "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp", System.getProperty("java.class.path"),
                        Limited.class.getName(), kind, Integer.toString(ports)))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(40, TimeUnit.SECONDS)).as("ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    /** Opens a lane and says how that went. */
    static final class Limited {
        private Limited() {}

        public static void main(String[] args) throws TransportException {
            Sockets sockets = args[0].equals("nio") ? new NioSockets() : new EpollSockets();
            // Loaded now: a class cannot be read from a folder when no more file may be opened.
            new TransportException("", null).getMessage();
            try (NettyTransport transport = new NettyTransport(sockets, 1)) {
                open(transport, 1);
                open(transport, Integer.parseInt(args[1]));
                System.out.println("opened " + args[1]);
            } catch (TransportException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }

        private static void open(NettyTransport transport, int ports) throws TransportException {
            Endpoint loopback = Endpoint.ofIp4(0x7f00_0001, 0);
            transport.open(
                    new LaneSpec(
                            "limited", Optional.of(loopback), Optional.empty(), PortPlan.ephemeral(ports), 1 << 16),
                    new Idle());
        }
    }

    private static final class Idle implements BurstHandler {
        @Override
        public void onBurst(Burst burst) {
            // Nobody sends.
        }

        @Override
        public void onSendFailed(int datagrams) {
            throw new AssertionError("nothing was sent");
        }
    }
}
