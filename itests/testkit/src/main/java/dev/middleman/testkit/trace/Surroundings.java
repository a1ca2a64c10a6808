package dev.middleman.testkit.trace;

/** Tells from the bytes around an address what it is part of. Stateless. */
final class Surroundings {
    /** The most that is looked at in front of a needle, and behind it. */
    static final int BEFORE = 12;

    static final int AFTER = 4;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IP4 = 4;
    private static final int HALF_OF_IP6 = 8;
    private static final byte ONES = (byte) 0xff;

    private Surroundings() {}

    /** @param end behind the needle's last byte */
    static Encoding form(Needle needle, byte[] window, int end, int filled) {
        int length = needle.bytes().length;
        int start = end - length;
        if (needle.encoding() == Encoding.NETWORK_ORDER) {
            if (length == IP4 && isMapped(window, start)) {
                return Encoding.MAPPED;
            }
            boolean inSockaddr = length == IP4 && hasFamily(window, start - 4, AF_INET)
                    || length == HALF_OF_IP6 && hasFamily(window, start - 8, AF_INET6);
            return inSockaddr ? Encoding.SOCKADDR : Encoding.NETWORK_ORDER;
        }
        boolean mapped = needle.encoding() == Encoding.LITTLE_ENDIAN
                && length == IP4
                && end + 4 <= filled
                && window[end] == ONES
                && window[end + 1] == ONES
                && window[end + 2] == 0
                && window[end + 3] == 0;
        return mapped ? Encoding.MAPPED_LONG : needle.encoding();
    }

    private static boolean isMapped(byte[] window, int start) {
        if (start < BEFORE || window[start - 1] != ONES || window[start - 2] != ONES) {
            return false;
        }
        for (int at = start - BEFORE; at < start - 2; at++) {
            if (window[at] != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasFamily(byte[] window, int at, int family) {
        return at >= 0 && window[at] == family && window[at + 1] == 0;
    }
}
