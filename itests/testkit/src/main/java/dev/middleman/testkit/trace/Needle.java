package dev.middleman.testkit.trace;

/**
 * One pattern.
 *
 * @param label what it is, in words that name nobody
 * @param subject which of those with this label
 */
record Needle(String label, int subject, Encoding encoding, byte[] bytes) {

    /** Shorter ones would be found everywhere. */
    static final int SHORTEST = 4;

    Needle {
        if (bytes.length < SHORTEST) {
            throw new IllegalArgumentException("a needle of " + bytes.length + " bytes is found everywhere");
        }
    }

    /** Whether it ends before this place. */
    boolean endsAt(byte[] window, int end) {
        int start = end - bytes.length;
        if (start < 0) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (window[start + i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /** Says nothing of its bytes. */
    @Override
    public String toString() {
        return label + " as " + encoding;
    }
}
