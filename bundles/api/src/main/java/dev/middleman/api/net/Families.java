package dev.middleman.api.net;

/** Which IP families a party can use. */
public enum Families {
    IP4(4),
    IP6(6),
    BOTH(46);

    private final int code;

    Families(int code) {
        this.code = code;
    }

    /** The number used on the wire: 4, 6 or 46. */
    public int code() {
        return code;
    }

    public boolean hasIp4() {
        return this != IP6;
    }

    public boolean hasIp6() {
        return this != IP4;
    }

    /** Whether at least one family is in both. */
    public boolean meets(Families other) {
        return hasIp4() && other.hasIp4() || hasIp6() && other.hasIp6();
    }
}
