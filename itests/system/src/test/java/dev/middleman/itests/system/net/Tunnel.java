package dev.middleman.itests.system.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * One end of a WireGuard tunnel in user space ({@code wireguard-go}), and what is done through it. Confined to the test's
 * thread. The name of its interface carries the pid of the run: its control socket lies in a folder that all namespaces share.
 */
public final class Tunnel implements AutoCloseable {
    private static final Path SOCKETS = Path.of("/var/run/wireguard");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Host host;
    private final String name;
    private final String ip;
    private final String publicKey;
    private final Program program;
    private int port = 51_820;

    private Tunnel(Host host, String name, String ip, String publicKey, Program program) {
        this.host = host;
        this.name = name;
        this.ip = ip;
        this.publicKey = publicKey;
        this.program = program;
    }

    /**
     * Makes a key and starts an end with it.
     *
     * @param folder where the key is written
     * @param ip its address inside the tunnel
     */
    public static Tunnel at(Host host, Path folder, String ip) {
        String name = "mw" + ip.substring(ip.lastIndexOf('.') + 1) + "-"
                + ProcessHandle.current().pid();
        String key = folder.resolve(name + ".key").toString();
        String publicKey = host.run("sh", "-c", "umask 077; wg genkey > " + key + "; wg pubkey < " + key)
                .strip();
        Program program = host.start("wireguard-go", List.of("env", "LOG_LEVEL=verbose", "wireguard-go", "-f", name));
        program.awaitLine("UAPI listener started", LIMIT);
        Tunnel tunnel = new Tunnel(host, name, ip, publicKey, program);
        host.run("wg", "set", name, "private-key", key, "listen-port", String.valueOf(tunnel.port));
        host.run("ip", "addr", "add", ip + "/24", "dev", name);
        host.run("ip", "link", "set", name, "up");
        return tunnel;
    }

    /** Knows the other end, but not where it is. */
    public void expect(Tunnel other) {
        host.run("wg", "set", name, "peer", other.publicKey, "allowed-ips", other.ip + "/32");
    }

    /** Its interface. */
    public String name() {
        return name;
    }

    public String publicKey() {
        return publicKey;
    }

    /** @param endpoint where its datagrams for the other end go */
    public void join(Tunnel other, String endpoint) {
        host.run(
                "wg",
                "set",
                name,
                "peer",
                other.publicKey,
                "allowed-ips",
                other.ip + "/32",
                "persistent-keepalive",
                "2",
                "endpoint",
                endpoint);
    }

    /** Closes its UDP port and opens another one. */
    public void changePort() {
        host.run("wg", "set", name, "listen-port", String.valueOf(++port));
    }

    /** Waits until an answer comes through the tunnel. */
    public void ping(Tunnel other) {
        String limit = String.valueOf(LIMIT.toSeconds());
        Program ping = host.start("ping", List.of("ping", "-n", "-i", "0.2", "-c", "3", "-w", limit, other.ip));
        if (ping.awaitExit(LIMIT.plusSeconds(5)) != 0) {
            throw new AssertionError(ping.tail());
        }
    }

    /** Sends by TCP through the tunnel. @return bytes that had arrived when the last was sent */
    public long send(Tunnel other, long bytes) {
        Program server = other.host.start("iperf3", List.of("iperf3", "--forceflush", "-s", "-1", "-B", other.ip));
        server.awaitLine("Server listening", LIMIT);
        Program client = host.start(
                "iperf3",
                List.of(
                        "iperf3",
                        "--forceflush",
                        "-c",
                        other.ip,
                        "-n",
                        String.valueOf(bytes),
                        "-b",
                        "8M",
                        "-f",
                        "k",
                        "-J"));
        if (client.awaitExit(LIMIT) != 0) {
            throw new AssertionError(client.tail());
        }
        return received(client);
    }

    private static long received(Program client) {
        String report = String.join("", client.output());
        int at = report.indexOf("\"bytes\":", report.indexOf("\"sum_received\""));
        String number = report.substring(at + "\"bytes\":".length()).strip();
        return Long.parseLong(number.substring(0, number.indexOf(',')).strip());
    }

    /** Where it has seen its peers. */
    public String endpoints() {
        return host.run("wg", "show", name, "endpoints");
    }

    public String hostAddress() {
        return host.ip4().getHostAddress();
    }

    /** Ends it; its interface goes with it. */
    @Override
    public void close() {
        program.close();
        try {
            Files.deleteIfExists(SOCKETS.resolve(name + ".sock"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
