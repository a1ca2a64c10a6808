package dev.middleman.wire.id;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/** Immutable bytes with value equality. {@link #toString()} gives the length only: most of them are secrets. */
public final class Octets {
    public static final Octets EMPTY = new Octets(new byte[0]);

    private final byte[] bytes;

    private Octets(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Copies the bytes. */
    public static Octets of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Octets(bytes.clone());
    }

    /**
     * Reads base64url without padding (RFC 4648 section 5), in the one form that {@link #toBase64Url()} writes: the same
     * bytes never come in two spellings.
     *
     * @throws IllegalArgumentException when the text is not that
     */
    public static Octets ofBase64Url(String text) {
        Octets octets = new Octets(Base64.getUrlDecoder().decode(text));
        if (!octets.toBase64Url().equals(text)) {
            throw new IllegalArgumentException("not canonical base64url");
        }
        return octets;
    }

    public int length() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /** A copy. */
    public byte[] toArray() {
        return bytes.clone();
    }

    /** Base64url without padding. */
    public String toBase64Url() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** In a time that does not tell how much of a secret was guessed. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Octets that && MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Octets[" + bytes.length + "]";
    }
}
