package dev.middleman.peer;

/** Why a line is over. */
public enum CloseReason {
    /** This side closed it. */
    LOCAL,
    /** The other peer or the middle-man said goodbye. */
    GOODBYE,
    /** The middle-man never answered a knock within 10 s. */
    NO_ANSWER,
    /** Another line uses this address at every port that was offered. */
    BUSY,
    /** The middle-man was there and does not answer any more: it died, or forgot the session. */
    MIDDLEMAN_GONE,
    /** The other peer did not come within the time that a middle-man waits for it, 30 s. */
    NO_PARTNER,
    /** The end-to-end channel could not be set up, or broke. */
    SEAL_FAILED
}
