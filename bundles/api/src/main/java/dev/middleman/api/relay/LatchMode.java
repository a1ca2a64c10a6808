package dev.middleman.api.relay;

/** How a leg is tied to a remote address. */
public enum LatchMode {
    /** By knock: the proof comes from the very socket that will send. The default. */
    KNOCK('K'),
    /** Armed by an agent on the same host: the first datagram from the agent's IP address ties the leg. By configuration only. */
    ARM('A'),
    /** By the IP address that the KA server saw: the first datagram from there ties the leg. By configuration only. */
    HINT('H');

    private final char code;

    LatchMode(char code) {
        this.code = code;
    }

    /** The letter used on the wire. */
    public char code() {
        return code;
    }
}
