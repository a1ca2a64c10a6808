/**
 * Looks for addresses and keys in the memory of a process, in files and in text, in every form that a program gives them.
 * Tests that claim "nothing is left" stand on it, so it has tests of its own.
 */
package dev.middleman.testkit.trace;
