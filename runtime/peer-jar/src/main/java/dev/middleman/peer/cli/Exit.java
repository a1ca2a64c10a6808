package dev.middleman.peer.cli;

import dev.middleman.peer.CallException;

/** The exit statuses. Documented in every {@code --help}. */
final class Exit {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int NOT_FOUND = 3;
    static final int BUSY = 4;
    static final int NO_MIDDLEMAN = 5;
    static final int NO_SERVER = 6;
    static final int NOT_AUTHENTIC = 7;
    static final int NO_LINE = 8;

    private Exit() {}

    static int of(CallException failure) {
        return switch (failure.reason()) {
            case NOT_FOUND -> NOT_FOUND;
            case BUSY -> BUSY;
            case NO_MIDDLEMAN -> NO_MIDDLEMAN;
            case NO_SERVER -> NO_SERVER;
            case NOT_AUTHENTIC -> NOT_AUTHENTIC;
            case NO_LINE -> NO_LINE;
            case REFUSED, CLOSED -> FAILED;
        };
    }
}
