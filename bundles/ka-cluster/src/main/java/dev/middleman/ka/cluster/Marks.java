package dev.middleman.ka.cluster;

import dev.middleman.api.cluster.Letter;
import dev.middleman.api.cluster.PeerName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Hashes that only those make who know the cluster's secret: HMAC-SHA256, one key for each purpose. Thread-safe. */
final class Marks {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec peers;
    private final SecretKeySpec marks;
    private final SecretKeySpec joining;

    Marks(String secret) {
        SecretKeySpec root = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
        this.peers = derive(root, "M2-cluster-peer");
        this.marks = derive(root, "M2-cluster-mark");
        this.joining = derive(root, "M2-cluster-join");
    }

    /** Under which members note a peer. */
    Directory.Key peer(PeerName name) {
        byte[] bytes = ByteBuffer.allocate(PeerName.REALM_BYTES + 2 * Long.BYTES)
                .put(name.realm())
                .putLong(name.high())
                .putLong(name.low())
                .array();
        return Directory.Key.of(hash(peers, bytes));
    }

    /** See {@link dev.middleman.api.cluster.Cluster#mark}. */
    byte[] mark(byte[] what) {
        return Arrays.copyOf(hash(marks, what), Letter.MARK_BYTES);
    }

    /** Shows that a member knows the secret. @param member its name in the cluster: what it shows is no use to another */
    byte[] joining(byte[] member) {
        return hash(joining, member);
    }

    private static SecretKeySpec derive(SecretKeySpec root, String purpose) {
        return new SecretKeySpec(hash(root, purpose.getBytes(StandardCharsets.US_ASCII)), ALGORITHM);
    }

    private static byte[] hash(SecretKeySpec key, byte[] what) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(what);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 is part of every Java runtime", e);
        }
    }
}
