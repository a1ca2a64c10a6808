package dev.middleman.launcher.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A node that runs on this machine, as seen from another process. Immutable.
 *
 * @param socket where it answers
 */
public record RunningNode(Path socket) {

    /** The name of the socket in the folder of a node. */
    public static final String SOCKET = "control";

    private static final String FOLDERS = "middleman-*";
    private static final int LONGEST_REPLY = 1 << 20;

    /** Those that this user may talk to, and that answer, in the order of the places. */
    public static List<RunningNode> in(Collection<Path> places) {
        List<RunningNode> nodes = new ArrayList<>();
        for (Path place : places.stream().filter(Files::isDirectory).distinct().toList()) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(place, FOLDERS)) {
                for (Path folder : folders) {
                    RunningNode node = new RunningNode(folder.resolve(SOCKET));
                    if (node.answers()) {
                        nodes.add(node);
                    }
                }
            } catch (IOException notOurs) {
                // Nothing of this user's can be in a place that it may not look into.
            }
        }
        return nodes;
    }

    private boolean answers() {
        try {
            connect().close();
            return true;
        } catch (IOException | RuntimeException deadOrNotOurs) {
            return false;
        }
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    /**
     * Has it execute a command, and waits for that.
     *
     * @throws UncheckedIOException when there is no node, or it ends before it has answered
     */
    public Reply say(String command) {
        try (SocketChannel connection = connect()) {
            connection.write(ByteBuffer.wrap(command.getBytes(StandardCharsets.UTF_8)));
            connection.shutdownOutput();
            return Reply.decoded(ControlSocket.readAll(connection, LONGEST_REPLY));
        } catch (IllegalArgumentException cut) {
            throw new UncheckedIOException(new IOException(cut.getMessage()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
