package dev.middleman.itests.system.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads capture files as tcpdump writes them on Ethernet: as much as it takes to say who talked to whom. Stateless.
 *
 * <p>Format: draft-ietf-opsawg-pcap (classic pcap, either byte order, micro- or nanoseconds), link type 1.
 */
final class Pcap {

    private static final int HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int ETHERNET = 1;
    private static final int ETHERNET_HEADER = 14;
    private static final int IP6_HEADER = 40;
    private static final int HOP_BY_HOP = 0;
    private static final int ICMP6 = 58;

    /** What kind of packet it is, as far as the question "who talked to whom" needs to know. */
    enum Kind {
        IP4,
        IP6,
        /** ARP, neighbour discovery, multicast listener reports: of this link by construction, a router never passes it. */
        LINK,
        /** Nothing that we know; a test that finds such a packet should fail. */
        UNKNOWN
    }

    /** One packet; source and destination are null where it is not IP. */
    record Packet(Kind kind, InetAddress source, InetAddress destination) {}

    private Pcap() {}

    /**
     * Reads all complete packets; a record that is still being written is left out.
     *
     * @throws IOException when the file is not such a capture
     */
    static List<Packet> read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        List<Packet> packets = new ArrayList<>();
        if (bytes.remaining() < HEADER) {
            return packets;
        }
        bytes.order(order(bytes.getInt(0)));
        if (bytes.getInt(20) != ETHERNET) {
            throw new IOException("link type " + bytes.getInt(20) + " is not Ethernet");
        }
        bytes.position(HEADER);
        while (bytes.remaining() >= RECORD_HEADER) {
            int length = bytes.getInt(bytes.position() + 8);
            if (bytes.remaining() < RECORD_HEADER + length) {
                break;
            }
            packets.add(packet(bytes.slice(bytes.position() + RECORD_HEADER, length)));
            bytes.position(bytes.position() + RECORD_HEADER + length);
        }
        return packets;
    }

    private static ByteOrder order(int magic) throws IOException {
        return switch (magic) {
            case 0xa1b2c3d4, 0xa1b23c4d -> ByteOrder.BIG_ENDIAN;
            case 0xd4c3b2a1, 0x4d3cb2a1 -> ByteOrder.LITTLE_ENDIAN;
            default -> throw new IOException("not a pcap file: magic " + Integer.toHexString(magic));
        };
    }

    private static Packet packet(ByteBuffer frame) throws UnknownHostException {
        if (frame.remaining() < ETHERNET_HEADER) {
            return new Packet(Kind.UNKNOWN, null, null);
        }
        ByteBuffer ip = frame.slice(ETHERNET_HEADER, frame.remaining() - ETHERNET_HEADER);
        return switch (frame.getShort(12) & 0xffff) {
            case 0x0800 ->
                ip.remaining() < 20
                        ? new Packet(Kind.UNKNOWN, null, null)
                        : new Packet(Kind.IP4, address(ip, 12, 4), address(ip, 16, 4));
            case 0x86dd ->
                ip.remaining() < IP6_HEADER
                        ? new Packet(Kind.UNKNOWN, null, null)
                        : new Packet(ofLink(ip) ? Kind.LINK : Kind.IP6, address(ip, 8, 16), address(ip, 24, 16));
            case 0x0806 -> new Packet(Kind.LINK, null, null);
            default -> new Packet(Kind.UNKNOWN, null, null);
        };
    }

    /**
     * Neighbour discovery (types 133 to 137) has hop limit 255, multicast listener discovery (130 to 132, 143) goes from
     * a link-local address with hop limit 1: RFC 4861 section 7.1, RFC 3810 section 5. Neither survives a router.
     */
    private static boolean ofLink(ByteBuffer ip) {
        int hopLimit = ip.get(7) & 0xff;
        int header = ip.get(6);
        int at = IP6_HEADER;
        if (header == HOP_BY_HOP && ip.remaining() >= at + 8) {
            header = ip.get(at);
            at += 8 * ((ip.get(at + 1) & 0xff) + 1);
        }
        if (header != ICMP6 || ip.remaining() <= at) {
            return false;
        }
        int type = ip.get(at) & 0xff;
        boolean discovery = type >= 133 && type <= 137 && hopLimit == 255;
        boolean listener = (type >= 130 && type <= 132 || type == 143) && hopLimit == 1;
        return discovery || listener;
    }

    private static InetAddress address(ByteBuffer ip, int at, int length) throws UnknownHostException {
        byte[] bytes = new byte[length];
        ip.get(at, bytes);
        return InetAddress.getByAddress(bytes);
    }
}
