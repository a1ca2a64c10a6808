/**
 * The only reader of a clock: one thread that publishes the time, runs what is due and watches for jumps.
 */
package dev.middleman.expiry;
