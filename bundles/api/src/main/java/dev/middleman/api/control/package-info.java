/**
 * The control protocol's binding: serve, connect, ask, observe; whatever carries it.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package dev.middleman.api.control;
