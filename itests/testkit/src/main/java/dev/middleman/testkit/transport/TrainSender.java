package dev.middleman.testkit.transport;

import dev.middleman.api.net.Endpoint;
import java.io.IOException;
import java.util.List;
import org.opentest4j.TestAbortedException;

/**
 * Sends several datagrams in one call, as a sender with UDP_SEGMENT does. Java 17 cannot set that option, so a
 * few lines of Perl do.
 */
final class TrainSender {
    private static final int NO_SEGMENTATION = 3;
    private static final int REFUSED = 4;

    private static final String SCRIPT = """
            my ($address, $port, $segment) = @ARGV;
            my $ip6 = $address =~ /:/;
            binmode STDIN;
            my $bytes = do { local $/; <STDIN> };
            socket(my $socket, $ip6 ? AF_INET6 : AF_INET, SOCK_DGRAM, 0) or die;
            setsockopt($socket, 17, 103, pack("i", $segment)) or exit 3;
            my $to = $ip6
                ? sockaddr_in6($port, inet_pton(AF_INET6, $address))
                : sockaddr_in($port, inet_aton($address));
            my $sent = send($socket, $bytes, 0, $to);
            exit 4 unless defined $sent;
            die unless $sent == length $bytes;
            """;

    private TrainSender() {}

    /**
     * Sends {@code bytes} as datagrams of {@code segment} bytes, the last one shorter where it does not divide them.
     *
     * @return false when the system refuses a train like this one
     */
    static boolean send(Endpoint to, byte[] bytes, int segment) throws IOException, InterruptedException {
        String address = SocketPeer.socketAddress(to).getAddress().getHostAddress();
        List<String> command = List.of("perl", "-MSocket=:all", "-e", SCRIPT, address, "" + to.port(), "" + segment);
        Program.Result result =
                Program.run("sending trains needs the program perl (package perl-base)", command, bytes);
        return switch (result.code()) {
            case 0 -> true;
            case REFUSED -> false;
            case NO_SEGMENTATION -> throw new TestAbortedException("this kernel has no UDP_SEGMENT");
            default -> throw new AssertionError("the sender of trains failed: " + result.said());
        };
    }
}
