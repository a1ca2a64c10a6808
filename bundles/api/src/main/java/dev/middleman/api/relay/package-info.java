/**
 * What a middle-man offers to whoever registers it: hold, commit, release, totals, draining.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.3.0")
package dev.middleman.api.relay;
