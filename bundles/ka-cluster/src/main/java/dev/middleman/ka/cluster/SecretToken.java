package dev.middleman.ka.cluster;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.jgroups.Address;
import org.jgroups.Message;
import org.jgroups.auth.AuthToken;
import org.jgroups.util.UUID;

/**
 * Shows that a member knows the cluster's secret, without telling it: a keyed hash over the member's name in the cluster.
 * Beside TLS, which shows that it has the key. JGroups makes one of each that comes, by the class's name.
 */
public final class SecretToken extends AuthToken {
    private static final int BYTES = 32;

    private final Marks marks;
    private byte[] shown = new byte[BYTES];

    /** One that comes from another member. */
    public SecretToken() {
        this.marks = null;
    }

    SecretToken(Marks marks) {
        this.marks = marks;
    }

    @Override
    public String getName() {
        return SecretToken.class.getName();
    }

    @Override
    public int size() {
        return BYTES;
    }

    /** What a member sends itself is handed over without being written: then it is this very token. */
    @Override
    public boolean authenticate(AuthToken theirs, Message message) {
        return theirs == this
                || theirs instanceof SecretToken other
                        && MessageDigest.isEqual(expected(message.getSrc()), other.shown);
    }

    @Override
    public void writeTo(DataOutput out) throws IOException {
        out.write(expected(auth.getAddress()));
    }

    @Override
    public void readFrom(DataInput in) throws IOException {
        byte[] came = new byte[BYTES];
        in.readFully(came);
        shown = came;
    }

    private byte[] expected(Address member) {
        return member instanceof UUID name
                ? marks.joining(ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(name.getMostSignificantBits())
                        .putLong(name.getLeastSignificantBits())
                        .array())
                : new byte[0];
    }

    /** Says nothing. */
    @Override
    public String toString() {
        return "SecretToken[hidden]";
    }
}
