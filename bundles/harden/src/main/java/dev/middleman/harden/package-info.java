/**
 * Keeps what the process holds in memory from everybody outside it, and tells how far that went. Calls the C library through
 * {@code java.lang.foreign}. Nothing is exported.
 */
package dev.middleman.harden;
