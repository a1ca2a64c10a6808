/**
 * Addresses as numbers. Nothing in here can be turned into text by accident.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package dev.middleman.api.net;
