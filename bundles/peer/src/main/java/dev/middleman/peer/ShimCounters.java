package dev.middleman.peer;

/**
 * What a shim did so far.
 *
 * @param fromProgram datagrams that a program sent and a line took
 * @param toProgram datagrams that a line brought and the local socket took
 * @param dropped datagrams that were not forwarded, either way: no line, no program yet, too large, or a buffer was full
 * @param lines lines that were put under a local socket
 * @param replaced how many of them took the place of another one
 */
public record ShimCounters(long fromProgram, long toProgram, long dropped, long lines, long replaced) {}
