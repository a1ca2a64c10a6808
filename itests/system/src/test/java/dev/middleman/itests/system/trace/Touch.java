package dev.middleman.itests.system.trace;

/**
 * One system call by which a process made, changed or removed something in a file system.
 *
 * @param seconds when it began, since 1970
 * @param call its name
 * @param path what it touched, as far as the trace tells
 */
public record Touch(double seconds, String call, String path) {}
