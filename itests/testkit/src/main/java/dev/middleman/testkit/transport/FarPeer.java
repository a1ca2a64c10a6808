package dev.middleman.testkit.transport;

import dev.middleman.api.net.Endpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * A party beyond an interface: at one end of a veth pair, in a network namespace of its own, whose other end is v0 here. Only
 * listens. It is a few lines of Perl, as Java cannot enter a namespace.
 */
final class FarPeer implements AutoCloseable {
    private static final String SCRIPT = """
            my ($address, $port) = @ARGV;
            alarm 60;
            $| = 1;
            print "inside\\n";
            <STDIN>;
            system("ip address add $address/24 dev v1 && ip link set v1 up") == 0 or die;
            socket(my $socket, AF_INET, SOCK_DGRAM, 0) or die;
            bind($socket, sockaddr_in($port, inet_aton($address))) or die;
            print "ready\\n";
            my $bytes;
            print unpack("H*", $bytes), "\\n" while defined recv($socket, $bytes, 65536, 0);
            """;

    private final Process process;
    private final BufferedReader output;

    /**
     * Makes the pair.
     *
     * @param here v0's address and {@code there} the peer's, in one network of 24 bits
     */
    FarPeer(Endpoint here, Endpoint there) throws IOException, InterruptedException {
        Program.ip("link add v0 type veth peer name v1");
        Program.ip("address add " + literal(here) + "/24 dev v0");
        List<String> command =
                List.of("unshare", "--net", "perl", "-MSocket=:all", "-e", SCRIPT, literal(there), "" + there.port());
        process = Program.start("a peer in a namespace needs the program perl (package perl-base)", command);
        output = process.inputReader(StandardCharsets.UTF_8);
        expect("inside");
        Program.ip("link set v1 netns " + process.pid());
        process.outputWriter(StandardCharsets.UTF_8).append('\n').flush();
        expect("ready");
        connect();
    }

    /** Sets v0 up and waits until the kernel sends by it: the first moments after that it drops what it takes. */
    void connect() throws InterruptedException {
        Program.ip("link set v0 up");
        long deadlineNs = System.nanoTime() + TestPeer.PATIENCE_MS * 1_000_000;
        while (!Program.ip("-o link show v0").contains("state UP")) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("the interface did not come up");
            }
        }
    }

    /** Sets v0 down. */
    void disconnect() throws InterruptedException {
        Program.ip("link set v0 down");
    }

    /** The next datagram. */
    byte[] receive() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new AssertionError("no datagram came to the far peer");
        }
        return HexFormat.of().parseHex(line);
    }

    private void expect(String word) throws IOException {
        String line = output.readLine();
        if (!word.equals(line)) {
            throw new AssertionError("the far peer said " + line + ", not " + word);
        }
    }

    private static String literal(Endpoint endpoint) throws IOException {
        return SocketPeer.socketAddress(endpoint).getAddress().getHostAddress();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
