/**
 * Other processes as tests see them from outside, through {@code /proc}; Linux only.
 */
package dev.middleman.testkit.process;
