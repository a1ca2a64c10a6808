package dev.middleman.api.control;

/** Answer codes of the control protocol, a subset of RFC 7252 section 12.1.2. */
public enum Status {
    CREATED(2, 1),
    DELETED(2, 2),
    CHANGED(2, 4),
    CONTENT(2, 5),
    BAD_REQUEST(4, 0),
    UNAUTHORIZED(4, 1),
    FORBIDDEN(4, 3),
    NOT_FOUND(4, 4),
    METHOD_NOT_ALLOWED(4, 5),
    CONFLICT(4, 9),
    TOO_LARGE(4, 13),
    UNSUPPORTED_FORMAT(4, 15),
    TOO_MANY_REQUESTS(4, 29),
    INTERNAL_ERROR(5, 0),
    UNAVAILABLE(5, 3);

    private final int type;
    private final int detail;

    Status(int type, int detail) {
        this.type = type;
        this.detail = detail;
    }

    /** The code's first digit: 2, 4 or 5. */
    public int type() {
        return type;
    }

    /** The code's last two digits. */
    public int detail() {
        return detail;
    }

    public boolean isSuccess() {
        return type == 2;
    }

    /** As written in the protocol, such as {@code 4.04}. */
    @Override
    public String toString() {
        return String.format("%d.%02d", type, detail);
    }
}
