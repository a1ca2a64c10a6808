/**
 * Messages of the control protocol: records, and bounded JSON codecs for them.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package dev.middleman.wire.control;
