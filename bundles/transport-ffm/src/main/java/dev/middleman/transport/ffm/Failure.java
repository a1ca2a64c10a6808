package dev.middleman.transport.ffm;

/** What an errno means to an operator. */
final class Failure {
    private Failure() {}

    static String text(int errno) {
        return switch (errno) {
            case Layout.EADDRINUSE -> "it is in use";
            case Layout.EADDRNOTAVAIL -> "the local address is not one of this machine's";
            case Layout.EMFILE, Layout.ENFILE -> "too many open files";
            case Layout.EACCES -> "not permitted";
            default -> "error " + errno;
        };
    }
}
