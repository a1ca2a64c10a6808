package dev.middleman.wire.knock;

/** What a knock frame says. */
public enum KnockType {
    /** Peer: I want to latch. Answered by CHALLENGE, or by BUSY. */
    KNOCK(1),
    /** Middle-man: prove that you receive at this address; carries the cookie. */
    CHALLENGE(2),
    /** Peer: here is your cookie. Answered by OK, or by BUSY. */
    PROOF(3),
    /** Middle-man: latched; with {@link KnockFrame#PARTNER_READY} once the other leg is latched too. */
    OK(4),
    /** Peer: still here. Answered by OK from the latched address, by CHALLENGE from any other. */
    KEEP(5),
    /** Either: the line ends. Never answered. */
    BYE(6),
    /** Middle-man: another line uses this address at this port; try the next port. */
    BUSY(7);

    private static final KnockType[] BY_CODE = values();

    private final int code;

    KnockType(int code) {
        this.code = code;
    }

    /** The byte on the wire, 1 to 7. */
    public int code() {
        return code;
    }

    /** Whether a byte on the wire names a type. */
    public static boolean isCode(int code) {
        return code >= 1 && code <= BY_CODE.length;
    }

    /** @throws IllegalArgumentException when there is no such type */
    static KnockType ofCode(int code) {
        if (!isCode(code)) {
            throw new IllegalArgumentException("knock type " + code + " is not in 1.." + BY_CODE.length);
        }
        return BY_CODE[code - 1];
    }
}
