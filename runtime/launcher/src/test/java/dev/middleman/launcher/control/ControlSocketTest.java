package dev.middleman.launcher.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ControlSocketTest {

    @TempDir
    Path folder;

    private Path file() throws IOException {
        return Files.createDirectories(folder.resolve("middleman-1")).resolve(RunningNode.SOCKET);
    }

    private final List<ControlSocket> opened = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (ControlSocket socket : opened) {
            socket.close();
        }
    }

    private void open(Function<String, Reply> commands) throws IOException {
        opened.add(ControlSocket.open(file(), commands));
    }

    private RunningNode node() throws IOException {
        return new RunningNode(file());
    }

    @Test
    void shouldAnswerEachCommandByItself() throws IOException {
        open(command -> new Reply(command.startsWith("a"), command + "\n\u00e9"));
        assertThat(node().say("a b")).isEqualTo(new Reply(true, "a b\n\u00e9"));
        assertThat(node().say("c")).isEqualTo(new Reply(false, "c\n\u00e9"));
        assertThat(node().say("")).isEqualTo(new Reply(false, "\n\u00e9"));
    }

    @Test
    void shouldAnswerWhatFailsByItsMessage() throws IOException {
        Function<String, Reply> failing = command -> {
            throw new IllegalStateException("out of " + command);
        };
        open(failing);
        assertThat(node().say("order")).isEqualTo(new Reply(false, "out of order"));
        assertThat(node().say("order")).as("and again").isEqualTo(new Reply(false, "out of order"));
    }

    @Test
    void shouldBeItsUsersAlone() throws IOException {
        open(command -> new Reply(true, ""));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldSayWhyThereIsNone() throws IOException {
        Path deep = Files.createDirectories(folder.resolve("d".repeat(120)));
        assertThatThrownBy(() -> ControlSocket.open(deep.resolve("s"), command -> new Reply(true, "")))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("its path has \\d{3} bytes, and 107 is the most");
        open(command -> new Reply(true, ""));
        assertThatThrownBy(() -> open(command -> new Reply(true, ""))).isInstanceOf(IOException.class);
        assertThat(node().say("still there").done()).isTrue();
    }

    @Test
    void shouldFindNodesThatAnswerAndNoOthers() throws IOException {
        Files.createDirectories(folder.resolve("middleman-2")); // no socket yet
        Path dead = Files.createDirectories(folder.resolve("middleman-3")).resolve(RunningNode.SOCKET);
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(dead)); // its file stays when it is closed
        }
        assertThat(dead).exists();
        List<Path> places = List.of(folder, folder.resolve("nowhere"), folder);
        assertThat(RunningNode.in(places)).isEmpty();
        open(command -> new Reply(true, ""));
        assertThat(RunningNode.in(places)).containsExactly(node());
        close();
        assertThat(RunningNode.in(places)).isEmpty();
    }

    @Test
    void shouldTellANodeThatEndsFromAnAnswer() throws IOException {
        assertThatThrownBy(() -> node().say("status")).isInstanceOf(UncheckedIOException.class);
        open(command -> new Reply(true, ""));
        // Too long a command gets no answer at all.
        assertThatThrownBy(() -> node().say("x".repeat(ControlSocket.LONGEST_COMMAND + 1)))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(node().say("x".repeat(ControlSocket.LONGEST_COMMAND)).done()).isTrue();
    }
}
