package dev.middleman.peer;

import java.util.OptionalLong;

/**
 * Somebody's wish for a line. Who it is, the caller shows later, inside the line, or never.
 *
 * @param secondsLeft time to decide, seconds
 * @param replaces the {@linkplain Line#chain chain} of the line that this one is to replace; proved by the caller
 */
public record Offer(int secondsLeft, OptionalLong replaces) {}
