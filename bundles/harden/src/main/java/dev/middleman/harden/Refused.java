package dev.middleman.harden;

/** The kernel does not give memory of a kind; the text says how much was wanted, and why not. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean missing;

    /** @param missing whether this system does not have the kind at all, or only no more of it for this process */
    Refused(Kind kind, long bytes, String reason, boolean missing) {
        super(bytes + " bytes of " + kind.text() + " memory cannot be had: " + reason);
        this.missing = missing;
    }

    boolean missing() {
        return missing;
    }
}
