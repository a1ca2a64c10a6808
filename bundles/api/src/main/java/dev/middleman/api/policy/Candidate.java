package dev.middleman.api.policy;

/**
 * A middle-man that may be introduced.
 *
 * @param operator who says to run it, at most 64 characters; empty when not said
 * @param free how many more sessions it says to have room for; makes it eligible, never likelier
 * @param rank drawn for this caller, realm and middle-man: the same three have the same rank while the KA server runs.
 *     All ranks are equally likely, and none tells who is meant
 */
public record Candidate(String operator, int free, long rank) {}
