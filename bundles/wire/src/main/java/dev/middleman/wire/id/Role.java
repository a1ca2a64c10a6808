package dev.middleman.wire.id;

/** Who signs a request; the signature covers it, so a proof for one role is worthless in the other. */
public enum Role {
    PEER('P'),
    MIDDLEMAN('M');

    private final char code;

    Role(char code) {
        this.code = code;
    }

    /** The byte in the proof, as ASCII. */
    public char code() {
        return code;
    }
}
