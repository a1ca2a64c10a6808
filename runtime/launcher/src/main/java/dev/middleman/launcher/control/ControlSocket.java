package dev.middleman.launcher.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * Answers commands from other terminals, one per connection. Thread-safe. One thread waits for connections, up to
 * {@value #WORKERS} others answer; who comes beyond that waits.
 *
 * <p>The socket's mode is 0600 and it lies in a folder of mode 0700, so there is no moment in which others could open it.
 */
public final class ControlSocket implements AutoCloseable {

    /** What the kernel takes for the path of such a socket, bytes. */
    public static final int LONGEST_PATH = 107;

    static final int LONGEST_COMMAND = 4_096;
    private static final int WORKERS = 4;
    private static final long JOIN_MS = 5_000;

    private final ServerSocketChannel server;
    private final Function<String, Reply> commands;
    private final ExecutorService workers;
    private final Thread accepting;

    private ControlSocket(ServerSocketChannel server, Function<String, Reply> commands) {
        this.server = server;
        this.commands = commands;
        this.workers = Executors.newFixedThreadPool(WORKERS, task -> daemon(task, "middleman-control-worker"));
        this.accepting = daemon(this::accept, "middleman-control");
    }

    /**
     * Opens it; commands are answered from now on.
     *
     * @param file in a folder that nobody else can enter; must not exist
     * @param commands called on several threads at once; what it throws is answered as a failure, by its message
     * @throws IOException also when the path is longer than {@value #LONGEST_PATH} bytes
     */
    public static ControlSocket open(Path file, Function<String, Reply> commands) throws IOException {
        int length = file.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_PATH) {
            throw new IOException("its path has " + length + " bytes, and " + LONGEST_PATH + " is the most");
        }
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(file));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException | RuntimeException failure) {
            server.close();
            throw failure;
        }
        ControlSocket socket = new ControlSocket(server, commands);
        socket.accepting.start();
        return socket;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel connection = server.accept();
                workers.execute(() -> serve(connection));
            } catch (IOException | RejectedExecutionException closed) {
                // Closed, or one connection that went away at once: the loop's condition tells.
            }
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            String command = readAll(connection, LONGEST_COMMAND).strip();
            connection.write(ByteBuffer.wrap(answer(command).encoded().getBytes(StandardCharsets.UTF_8)));
        } catch (IOException gone) {
            // Who asked does not wait for the answer any more.
        }
    }

    private Reply answer(String command) {
        try {
            return commands.apply(command);
        } catch (RuntimeException failure) {
            return new Reply(false, String.valueOf(failure.getMessage()));
        }
    }

    /** Up to the end of what the other side sends. */
    static String readAll(SocketChannel connection, int atMost) throws IOException {
        byte[] bytes = Channels.newInputStream(connection).readNBytes(atMost + 1);
        if (bytes.length > atMost) {
            throw new IOException("more than " + atMost + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * Answers nothing any more; commands under way are still answered. Waits for the thread that accepts, since the kernel takes
     * connections until it has left.
     */
    @Override
    public void close() throws IOException {
        server.close();
        workers.shutdown();
        try {
            accepting.join(JOIN_MS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
