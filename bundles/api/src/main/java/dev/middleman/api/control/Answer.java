package dev.middleman.api.control;

/**
 * An answer to a request. The payload is JSON (content format 50) or empty.
 *
 * @param status the code
 * @param payload at most 1,024 bytes; not copied
 * @param location the path of what was created, such as {@code /p/AAAA}; empty when nothing was
 * @param maxAgeSeconds when to ask again (Max-Age); -1 when not said
 */
public record Answer(Status status, byte[] payload, String location, int maxAgeSeconds) {

    /** The most bytes a payload may have; there is no block-wise transfer. */
    public static final int MAX_PAYLOAD = 1_024;

    private static final byte[] NONE = {};

    public static Answer of(Status status) {
        return new Answer(status, NONE, "", -1);
    }

    public static Answer of(Status status, byte[] payload) {
        return new Answer(status, payload, "", -1);
    }

    public Answer at(String newLocation) {
        return new Answer(status, payload, newLocation, maxAgeSeconds);
    }

    public Answer retryAfter(int seconds) {
        return new Answer(status, payload, location, seconds);
    }

    /** The code and the payload's length; never the payload. */
    @Override
    public String toString() {
        return "Answer[" + status + ", " + payload.length + " bytes]";
    }
}
