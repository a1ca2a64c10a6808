/**
 * What the engine asks of a network: lanes of ports that hand over bursts of datagram headers.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package dev.middleman.api.transport;
