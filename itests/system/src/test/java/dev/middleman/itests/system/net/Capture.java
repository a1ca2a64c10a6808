package dev.middleman.itests.system.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;

/**
 * A capture of all that crosses a host's one link, and the answer to: with whom did this host exchange packets?
 * Confined to the test's thread; tcpdump captures in a process of its own.
 *
 * <p>It never answers from half a capture: {@link #finish()} first sends a marker packet and waits until that one is in
 * the file, and then fails when the kernel says that it dropped a packet on the way to tcpdump.
 */
public final class Capture implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** Enough for Ethernet, IPv6 with an extension header and UDP: the question is mostly who, not what. */
    private static final String SNAP_LENGTH = "128";

    /** No more than that: the kernel's buffer has room for so many packets of this size. */
    private static final String WHOLE_PACKETS = "1514";

    private final Host host;
    private final Path file;
    private final Program tcpdump;

    private Capture(Host host, Path file, Program tcpdump) {
        this.host = host;
        this.file = file;
        this.tcpdump = tcpdump;
    }

    /**
     * What a host exchanged.
     *
     * @param host whose link it was
     * @param packets per far end, the number of IP packets to and from it
     * @param sentTo the far ends that it sent at least one packet to, as address literals
     * @param stray packets that are neither from nor to this host's own addresses
     * @param unknown packets that are not IP and nothing else that we know
     */
    public record Talk(String host, Map<String, Integer> packets, Set<String> sentTo, int stray, int unknown) {

        /** The far ends, as address literals. */
        public Set<String> farEnds() {
            return packets.keySet();
        }
    }

    /** Starts to capture the beginning of each packet; returns when tcpdump listens. */
    public static Capture on(Host host, Path folder) {
        return on(host, folder, SNAP_LENGTH);
    }

    /** Starts to capture whole packets, up to 1,500 bytes on the link. */
    public static Capture whole(Host host, Path folder) {
        return on(host, folder, WHOLE_PACKETS);
    }

    private static Capture on(Host host, Path folder, String snapLength) {
        Path file = folder.resolve(host.name() + ".pcap");
        Program tcpdump = host.start(
                "tcpdump",
                // -U: every packet is written when it comes. -Z root: keep the right to write into the test's folder.
                List.of(
                        "tcpdump",
                        "-i",
                        "eth0",
                        "-p",
                        "-n",
                        "-U",
                        "--immediate-mode",
                        "-B",
                        "8192",
                        "-s",
                        snapLength,
                        "-Z",
                        "root",
                        "-w",
                        file.toString()));
        tcpdump.awaitLine("listening on eth0", LIMIT);
        return new Capture(host, file, tcpdump);
    }

    /**
     * Ends the capture.
     *
     * @throws AssertionError when packets were lost on the way to the file
     */
    public Talk finish() {
        sendMarkers();
        awaitMarkers();
        tcpdump.terminate();
        Matcher dropped = tcpdump.awaitLine("(\\d+) packets dropped by kernel", LIMIT);
        if (!dropped.group(1).equals("0")) {
            throw new AssertionError("the capture on " + host.name() + " is incomplete\n" + tcpdump.tail());
        }
        tcpdump.awaitExit(LIMIT);
        return talk();
    }

    private void sendMarkers() {
        // bash opens the socket itself: no program needed that may not be installed.
        if (host.stack().hasIp4()) {
            mark(NamespaceSite.MARKER4);
        }
        if (host.stack().hasIp6()) {
            mark(NamespaceSite.MARKER6);
        }
    }

    private void mark(InetAddress address) {
        String send = "echo marker > /dev/udp/" + address.getHostAddress() + "/9";
        host.run("bash", "-c", send);
    }

    private void awaitMarkers() {
        int markers = host.stack() == Stack.BOTH ? 2 : 1;
        long endNs = System.nanoTime() + LIMIT.toNanos();
        // tcpdump says nothing per packet, so its file is read until the markers are in it; each read is a full pass.
        while (read().stream().filter(Capture::isMarker).count() < markers) {
            if (!tcpdump.alive() || System.nanoTime() > endNs) {
                throw new AssertionError("the capture on " + host.name() + " has no marker\n" + tcpdump.tail());
            }
            Thread.onSpinWait();
        }
    }

    private static boolean isMarker(Pcap.Packet packet) {
        return NamespaceSite.MARKER4.equals(packet.destination()) || NamespaceSite.MARKER6.equals(packet.destination());
    }

    private Talk talk() {
        Map<String, Integer> packets = new TreeMap<>();
        Set<String> sentTo = new TreeSet<>();
        int stray = 0;
        int unknown = 0;
        for (Pcap.Packet packet : read()) {
            if (packet.kind() == Pcap.Kind.UNKNOWN) {
                unknown++;
            } else if (packet.kind() != Pcap.Kind.LINK && !isMarker(packet)) {
                if (isOwn(packet.source())) {
                    packets.merge(packet.destination().getHostAddress(), 1, Integer::sum);
                    sentTo.add(packet.destination().getHostAddress());
                } else if (isOwn(packet.destination())) {
                    packets.merge(packet.source().getHostAddress(), 1, Integer::sum);
                } else {
                    stray++;
                }
            }
        }
        return new Talk(host.name(), packets, sentTo, stray, unknown);
    }

    private boolean isOwn(InetAddress address) {
        return host.stack().hasIp4() && address.equals(host.ip4())
                || host.stack().hasIp6() && address.equals(host.ip6());
    }

    private List<Pcap.Packet> read() {
        try {
            return Pcap.read(file);
        } catch (IOException failure) {
            throw new UncheckedIOException("the capture on " + host.name() + " cannot be read", failure);
        }
    }

    /** What tcpdump wrote. */
    public Path file() {
        return file;
    }

    /** Ends it without an answer. */
    @Override
    public void close() {
        tcpdump.close();
    }
}
