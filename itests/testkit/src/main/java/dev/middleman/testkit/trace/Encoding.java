package dev.middleman.testkit.trace;

/** The forms in which a needle is found. */
public enum Encoding {
    /** As on the wire, as in an array of bytes, and as fields stand in a heap dump. */
    NETWORK_ORDER,
    /** As an int, or as longs of eight bytes, in the memory of a little-endian machine. */
    LITTLE_ENDIAN,
    /** Inside a {@code sockaddr_in} or {@code sockaddr_in6}. */
    SOCKADDR,
    /** An IPv4 address as {@code ::ffff:a.b.c.d}, in network order. */
    MAPPED,
    /** The same as a little-endian long: the low one of the two longs that our tables hold. */
    MAPPED_LONG,
    /** ASCII, which is also how Java keeps a Latin-1 string. */
    TEXT,
    /** UTF-16 of either byte order. */
    TEXT_UTF16,
    /** Hexadecimal digits of either case, without separators. */
    HEX,
    HEX_UTF16,
    /** Secrets only: either alphabet, without padding. */
    BASE64,
    BASE64_UTF16
}
