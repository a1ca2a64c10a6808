/**
 * Decisions that an operator may replace while lines are open. Never asked per datagram.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("2.1.0")
package dev.middleman.api.policy;
