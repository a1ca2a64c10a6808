package dev.middleman.api.relay;

/** Names a hold: 128 random bits, known to the one who asked for it. Dies with the session. */
public record Handle(long high, long low) {

    /** Says nothing: a handle is a capability. */
    @Override
    public String toString() {
        return "Handle[hidden]";
    }
}
