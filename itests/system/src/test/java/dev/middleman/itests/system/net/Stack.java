package dev.middleman.itests.system.net;

/** The IP families of a host. */
public enum Stack {
    IP4,
    IP6,
    BOTH;

    public boolean hasIp4() {
        return this != IP6;
    }

    public boolean hasIp6() {
        return this != IP4;
    }
}
