/** What this machine is and does, as far as a node's promises depend on it. Reads {@code /proc} and {@code /sys}; changes nothing. */
package dev.middleman.launcher.machine;
