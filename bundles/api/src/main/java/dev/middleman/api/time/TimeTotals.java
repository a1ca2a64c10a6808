package dev.middleman.api.time;

/**
 * Counters of the node's time service since it started, and gauges.
 *
 * @param ticks published
 * @param waiting tasks that wait now
 * @param failures listeners and tasks that threw
 * @param clockJumps times that wall and monotonic clock drifted apart beyond the bound
 * @param listeners that are told of every tick now
 */
public record TimeTotals(long ticks, int waiting, long failures, long clockJumps, int listeners) {}
