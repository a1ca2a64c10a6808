/**
 * Realms, peer ids, nonces and signed requests.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package dev.middleman.wire.id;
