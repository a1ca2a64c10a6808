package dev.middleman.wire.knock;

/** Which way a frame goes. Part of what the mac covers, so that no frame can be sent back to who made it. */
public enum KnockDirection {
    TO_MIDDLEMAN(0),
    TO_PEER(1);

    private final byte code;

    KnockDirection(int code) {
        this.code = (byte) code;
    }

    /** The byte that goes into the mac. */
    public byte code() {
        return code;
    }
}
