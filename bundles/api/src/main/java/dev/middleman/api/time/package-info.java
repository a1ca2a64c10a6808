/**
 * Time as a service: one bundle reads the clock, everyone else is told.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.2.0")
package dev.middleman.api.time;
