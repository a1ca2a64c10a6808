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
 * <p>IPv4 addresses have four bytes, and among hundreds of megabytes any four bytes may occur. So there are few of them, those that a
 * node holds before anybody has spoken to it are left out, and the same number of others tells how often chance strikes.
 *
 * @param ip4 one for {@value #LEGS_PER_IP4} legs
 * @param ip6 one for each leg
 * @param strangers addresses of both families that send, but never prove themselves
 * @param nobody addresses of both families that are never used
 */
record Crowd(List<InetAddress> ip4, List<InetAddress> ip6, List<InetAddress> strangers, List<InetAddress> nobody) {
    /** Networks for tests of network devices (RFC 2544) and for nobody but us (RFC 4193). */
    static final String NETWORK4 = "198.18.0.0/15";

    static final String NETWORK6 = "fd5a:9c31::/32";

    static final int LEGS_PER_IP4 = 25;
    static final int STRANGERS = 20;

    /** Draws what it takes for so many sessions, each between an IPv4 and an IPv6 peer. */
    static Crowd draw(int sessions, long seed) {
        Random random = new Random(seed);
        Set<InetAddress> drawn = new HashSet<>();
        int ip4 = (sessions + LEGS_PER_IP4 - 1) / LEGS_PER_IP4;
        List<InetAddress> strangers = draw4(STRANGERS, random, drawn);
        strangers.addAll(draw6(STRANGERS, random, drawn));
        List<InetAddress> nobody = draw4(ip4 + STRANGERS, random, drawn);
        nobody.addAll(draw6(sessions + STRANGERS, random, drawn));
        return new Crowd(draw4(ip4, random, drawn), draw6(sessions, random, drawn), strangers, nobody);
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
