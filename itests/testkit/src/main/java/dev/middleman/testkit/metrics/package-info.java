/** Reads what a node tells to monitoring systems, and takes nothing that the format does not allow. */
package dev.middleman.testkit.metrics;
