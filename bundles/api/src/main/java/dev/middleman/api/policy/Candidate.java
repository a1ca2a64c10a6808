package dev.middleman.api.policy;

/**
 * A middle-man that offered capacity.
 *
 * @param operator who says to run it, at most 64 characters; empty when not said
 * @param free how many more sessions it says to have room for; makes it eligible, never likelier
 */
public record Candidate(String operator, int free) {}
