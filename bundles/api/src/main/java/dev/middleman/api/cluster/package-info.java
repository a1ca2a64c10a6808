/**
 * How the members of one KA server that runs on several machines find each other's peers. Nothing in here is needed by a
 * KA server that runs on one.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package dev.middleman.api.cluster;
