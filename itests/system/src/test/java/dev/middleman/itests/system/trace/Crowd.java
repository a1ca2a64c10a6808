package dev.middleman.itests.system.trace;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Addresses that no program has by chance: who the peers are, who the strangers are, and as many again that nobody has. Immutable.
 *
 * <p>IPv4 addresses have four bytes, and among hundreds of megabytes any four bytes may occur: of the 48,360 addresses that may be drawn
 * here, ten to thirty come up in the course of a run by chance. So there are {@value #IP4} for all peers and one for a stranger; what any
 * leg leaves behind is found as well as if each had an address of its own. Those that a node holds before anybody has spoken to it are left
 * out, and the same number of others tells how often chance strikes.
 *
 * @param ip4 shared by all legs of this family
 * @param ip6 one for each leg
 * @param strangers addresses of both families that send, but never prove themselves
 * @param nobody addresses of both families that are never used
 */
record Crowd(List<InetAddress> ip4, List<InetAddress> ip6, List<InetAddress> strangers, List<InetAddress> nobody) {
    /** Networks for tests of network devices (RFC 2544) and for nobody but us (RFC 4193). */
    static final String NETWORK4 = "198.18.0.0/15";

    static final String NETWORK6 = "fd5a:9c31::/32";

    /** Of peers. */
    static final int IP4 = 2;

    private static final int STRANGERS4 = 1;
    private static final int STRANGERS6 = 20;

    /** Draws what it takes for so many sessions, each between an IPv4 and an IPv6 peer. */
    static Crowd draw(int sessions, long seed) {
        Random random = new Random(seed);
        Set<InetAddress> drawn = new HashSet<>();
        List<InetAddress> strangers = draw4(STRANGERS4, random, drawn);
        strangers.addAll(draw6(STRANGERS6, random, drawn));
        List<InetAddress> nobody = draw4(IP4 + STRANGERS4, random, drawn);
        nobody.addAll(draw6(sessions + STRANGERS6, random, drawn));
        return new Crowd(draw4(IP4, random, drawn), draw6(sessions, random, drawn), strangers, nobody);
    }

    /** Whose the IPv4 leg of a session is. */
    InetAddress ip4Of(int session) {
        return ip4.get(session % IP4);
    }

    private static List<InetAddress> draw4(int count, Random random, Set<InetAddress> drawn) {
        List<InetAddress> addresses = new ArrayList<>();
        while (addresses.size() < count) {
            // Three digits everywhere, so that no text is the beginning of another one.
            byte[] raw = {
                (byte) 198,
                (byte) (18 + random.nextInt(2)),
                (byte) (100 + random.nextInt(156)),
                (byte) (100 + random.nextInt(155))
            };
            add(raw, addresses, drawn);
        }
        return addresses;
    }

    private static List<InetAddress> draw6(int count, Random random, Set<InetAddress> drawn) {
        List<InetAddress> addresses = new ArrayList<>();
        while (addresses.size() < count) {
            ByteBuffer raw = ByteBuffer.allocate(16).putInt(0xfd5a_9c31);
            while (raw.hasRemaining()) {
                raw.putChar((char) (0x1000 + random.nextInt(0xf000)));
            }
            add(raw.array(), addresses, drawn);
        }
        return addresses;
    }

    private static void add(byte[] raw, List<InetAddress> addresses, Set<InetAddress> drawn) {
        try {
            InetAddress address = InetAddress.getByAddress(raw);
            if (drawn.add(address)) {
                addresses.add(address);
            }
        } catch (IOException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }
}
