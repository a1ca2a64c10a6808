/**
 * What a KA server and a registered middle-man tell consoles about themselves: totals and states, never who.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package dev.middleman.api.ka;
