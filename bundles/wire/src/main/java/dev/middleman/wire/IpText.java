package dev.middleman.wire;

import dev.middleman.api.net.Endpoint;

/**
 * IP addresses as text and back, without the platform's resolver: nothing in here can ask a name server. Stateless.
 *
 * <p>IPv4 is a dotted quad of decimal numbers without leading zeros (RFC 6943 section 3.1.1, the strict form). IPv6 is
 * read as RFC 4291 section 2.2 allows and written as RFC 5952 asks, without zone. Both families share one form of 128
 * bits, so {@code ::ffff:192.0.2.1} and {@code 192.0.2.1} are the same address and the second is what is written.
 */
public final class IpText {
    private static final int MAX_CHARS = 45;
    private static final int GROUPS = 8;
    private static final String BAD = "not an IP address";

    private IpText() {}

    /**
     * Reads an address.
     *
     * @return the address with port 0
     */
    public static Endpoint parse(String text) throws WireException {
        if (text.length() > MAX_CHARS) {
            throw new WireException(BAD);
        }
        return text.indexOf(':') < 0 ? Endpoint.ofIp4(parse4(text, 0), 0) : parse6(text);
    }

    /** Writes the address; the port is left out. */
    public static String format(Endpoint address) {
        return address.isIp4() ? format4((int) address.low()) : format6(address.high(), address.low());
    }

    private static int parse4(String text, int from) throws WireException {
        int address = 0;
        int at = from;
        for (int part = 0; part < 4; part++) {
            int end = part == 3 ? text.length() : text.indexOf('.', at);
            address = address << 8 | decimalByte(text, at, end);
            at = end + 1;
        }
        return address;
    }

    private static int decimalByte(String text, int from, int to) throws WireException {
        int digits = to - from;
        if (digits < 1 || digits > 3 || digits > 1 && text.charAt(from) == '0') {
            throw new WireException(BAD);
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw new WireException(BAD);
            }
            value = value * 10 + c - '0';
        }
        if (value > 255) {
            throw new WireException(BAD);
        }
        return value;
    }

    /** Collects groups from the left; where {@code ::} stood, the rest moves to the right end afterwards. */
    private static Endpoint parse6(String text) throws WireException {
        int[] groups = new int[GROUPS];
        int count = 0;
        int gap = -1;
        int at = 0;
        if (text.startsWith("::")) {
            gap = 0;
            at = 2;
        }
        while (at < text.length()) {
            int end = text.indexOf(':', at);
            int stop = end < 0 ? text.length() : end;
            if (text.indexOf('.', at) >= 0 && end < 0) {
                int quad = parse4(text, at);
                count = add(groups, count, quad >>> 16);
                count = add(groups, count, quad & 0xffff);
            } else {
                count = add(groups, count, hexGroup(text, at, stop));
            }
            at = stop + 1;
            if (end >= 0 && at == text.length()) {
                throw new WireException(BAD); // a single colon at the end
            }
            if (at < text.length() && text.charAt(at) == ':') {
                if (gap >= 0) {
                    throw new WireException(BAD);
                }
                gap = count;
                at++;
            }
        }
        return assemble(groups, count, gap);
    }

    private static int add(int[] groups, int count, int group) throws WireException {
        if (count == GROUPS) {
            throw new WireException(BAD);
        }
        groups[count] = group;
        return count + 1;
    }

    private static int hexGroup(String text, int from, int to) throws WireException {
        if (to - from < 1 || to - from > 4) {
            throw new WireException(BAD);
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1; // digit() alone would take other scripts' digits
            if (digit < 0) {
                throw new WireException(BAD);
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static Endpoint assemble(int[] groups, int count, int gap) throws WireException {
        if (gap < 0 ? count != GROUPS : count == GROUPS) {
            throw new WireException(BAD);
        }
        long high = 0;
        long low = 0;
        int missing = GROUPS - count;
        for (int i = 0; i < GROUPS; i++) {
            int group = gap < 0 || i < gap ? groups[i] : i < gap + missing ? 0 : groups[i - missing];
            if (i < 4) {
                high = high << 16 | group;
            } else {
                low = low << 16 | group;
            }
        }
        return new Endpoint(high, low, 0);
    }

    private static String format4(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }

    /** Always as IPv6, whatever the bits: for labels that only look like addresses. */
    public static String format6(long high, long low) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (int) ((i < 4 ? high : low) >>> 48 - (i & 3) * 16) & 0xffff;
        }
        int gap = longestZeros(groups);
        StringBuilder text = new StringBuilder(MAX_CHARS);
        for (int i = 0; i < GROUPS; i++) {
            if (i == gap) {
                text.append("::");
                while (i + 1 < GROUPS && groups[i + 1] == 0) {
                    i++;
                }
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    /** Where the first of the longest runs of two or more zero groups begins; -1 when there is none. */
    private static int longestZeros(int[] groups) {
        int best = -1;
        int bestLength = 1;
        int length = 0;
        for (int i = 0; i < GROUPS; i++) {
            length = groups[i] == 0 ? length + 1 : 0;
            if (length > bestLength) {
                best = i - length + 1;
                bestLength = length;
            }
        }
        return best;
    }
}
