/**
 * What a KA server and a registered middle-man tell consoles about themselves: totals and states, never who. And where
 * further bindings hand in what they carry to a KA server.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.1.0")
package dev.middleman.api.ka;
