/** Starts OSGi features, as JSON, without a container that could: a small program, no bundle. */
package dev.middleman.features.launcher;
