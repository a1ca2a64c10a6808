/**
 * Knock frames: 44 bytes that tie a leg to an address. Pure functions over byte arrays.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package dev.middleman.wire.knock;
