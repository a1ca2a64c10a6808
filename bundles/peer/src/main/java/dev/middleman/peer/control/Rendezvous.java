package dev.middleman.peer.control;

import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Pid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.List;

/**
 * Which of a realm's KA servers know a peer: by highest random weight (Thaler and Ravishankar, 1998), so everybody who
 * has the realm's list finds the same two without asking, and a changed list moves few peers. Stateless.
 *
 * <p>weight = the first 8 bytes of SHA-256("M2-ka" | pid | kaId), unsigned.
 */
public final class Rendezvous {
    /** How many servers a peer registers with. */
    public static final int SERVERS = 2;

    private static final byte[] LABEL = "M2-ka".getBytes(StandardCharsets.US_ASCII);

    private Rendezvous() {}

    /** At most {@value #SERVERS} servers, the one to ask first first. */
    public static List<KaAddress> serversOf(Pid pid, List<KaAddress> realmServers) {
        Comparator<KaAddress> byWeight = Comparator.comparing(server -> weight(pid, server), Long::compareUnsigned);
        return realmServers.stream().sorted(byWeight.reversed()).limit(SERVERS).toList();
    }

    private static long weight(Pid pid, KaAddress server) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(LABEL);
            sha256.update(ByteBuffer.allocate(16)
                    .putLong(pid.high())
                    .putLong(pid.low())
                    .array());
            return ByteBuffer.wrap(sha256.digest(server.kaId().toArray())).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
