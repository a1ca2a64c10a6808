/**
 * A simulated network in virtual time: delay, jitter, loss, duplication, reordering, NATs, partitions, all from one seed.
 * Nothing is exported; tests use it as a plain library.
 */
package dev.middleman.transport.memory;
