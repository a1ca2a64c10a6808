/**
 * What all messages share: the one error, IP addresses as text, padding.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package dev.middleman.wire;
