package dev.middleman.peer;

/**
 * What a line did so far. Datagrams, payload only; control frames are not counted but for the last two.
 *
 * @param sent handed to the socket
 * @param received handed to the program, or waiting for it
 * @param notSent dropped on the way out: line not open, too large, or the socket was busy
 * @param notReceived dropped on the way in: {@value Line#MAX_WAITING} were waiting
 * @param notAuthentic dropped on the way in: the end-to-end channel did not recognise them
 * @param controlSent control frames sent to the middle-man
 * @param controlReceived verified control frames received from the middle-man
 */
public record LineCounters(
        long sent,
        long received,
        long notSent,
        long notReceived,
        long notAuthentic,
        long controlSent,
        long controlReceived) {}
