package dev.middleman.peer.seal;

/** Whether the library encrypts a line end to end. Both sides must have the same; the blobs show when they do not. */
public enum Mode {
    SEALED('S'),
    PLAIN('P');

    private final char code;

    Mode(char code) {
        this.code = code;
    }

    char code() {
        return code;
    }
}
