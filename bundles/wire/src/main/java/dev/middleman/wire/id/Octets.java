package dev.middleman.wire.id;

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
     * Reads base64url without padding (RFC 4648 section 5).
     *
     * @throws IllegalArgumentException when the text is not base64url
     */
    public static Octets ofBase64Url(String text) {
        return of(Base64.getUrlDecoder().decode(text));
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

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
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
