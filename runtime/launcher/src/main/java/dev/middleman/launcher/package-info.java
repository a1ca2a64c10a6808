/**
 * The command line {@code middleman}. Plain Java outside the container: the bundles cannot see these classes, nor the
 * other way round; the two meet through files, framework properties and services of JDK types.
 */
package dev.middleman.launcher;
